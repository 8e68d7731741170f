package dev.espalier.infrastructure;

/**
 * Under which condition events may be appended to a stream: an {@link ExpectedVersion}, or the {@link ConsistencyMarker}
 * of an earlier read. It is tested when the events are written, under races too.
 */
public sealed interface AppendCondition permits ExpectedVersion, ConsistencyMarker {}
