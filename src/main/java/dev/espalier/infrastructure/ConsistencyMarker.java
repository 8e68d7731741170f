package dev.espalier.infrastructure;

/**
 * What a read saw, as an append condition: the append is refused when anything has been stored since that the read would
 * have returned. Opaque: it comes from {@link EventStream#marker()} and is handed back unchanged.
 */
public non-sealed interface ConsistencyMarker extends AppendCondition {
    /**
     * Both reads count.
     *
     * @param other of another read of the same store
     * @return a marker that guards what either read saw
     */
    ConsistencyMarker and(ConsistencyMarker other);
}
