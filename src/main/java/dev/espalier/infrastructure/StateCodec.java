package dev.espalier.infrastructure;

import java.util.List;

/**
 * Between a state and its bytes in an aggregate snapshot. Safe for use by several threads.
 *
 * @param <S> the state
 */
public interface StateCodec<S> {
    /**
     * To bytes.
     *
     * @param state of a stream
     * @return what is kept
     * @throws Exception when it cannot be written without loss
     */
    byte[] encode(S state) throws Exception;

    /**
     * From bytes.
     *
     * @param bytes as they were kept
     * @return the state
     * @throws Exception when they do not fit; the events are read instead
     */
    S decode(byte[] bytes) throws Exception;

    /**
     * What can be known before the first state is written.
     *
     * @return sentences that say what is wrong and what to do; none when all is well
     */
    default List<String> problems() {
        return List.of();
    }
}
