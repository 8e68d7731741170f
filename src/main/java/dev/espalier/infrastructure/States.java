package dev.espalier.infrastructure;

/**
 * What a decision over several streams reads. Each read guards the append, whether or not its stream is written; an event
 * for a stream that was not read is refused. What was read once is not read again. Valid during the decision only.
 */
public interface States {
    /**
     * The state of one stream.
     *
     * @param <I> what it is called by
     * @param <S> the state
     * @param aggregate how its events become the state
     * @param id which one
     * @return the state as it is stored
     */
    <I, S> S of(Aggregate<I, S, ?> aggregate, I id);

    /**
     * A state over many streams.
     *
     * @param <I> what its tag is made of
     * @param <S> the state
     * @param model how the events become the state
     * @param id which one
     * @return the state as it is stored
     */
    <I, S> S of(DecisionModel<I, S> model, I id);
}
