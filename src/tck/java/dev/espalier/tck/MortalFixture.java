package dev.espalier.tck;

/** A fixture whose data stand on something that nobody else uses, such as a database server of its own, which can die. */
public interface MortalFixture extends StoreFixture {
    /**
     * Kills what the data stand on as by {@code kill -9}: all its processes, at any moment, whatever they do. Returns when they
     * are gone.
     *
     * @throws Exception when it cannot be killed
     */
    void kill() throws Exception;

    /**
     * Ends it in order, as an operator would: whoever is connected is told to go.
     *
     * @throws Exception when it does not end
     */
    default void shutDown() throws Exception {
        kill();
    }

    /**
     * Starts it again on the same data, in the same place, so that open stores find it. Returns when it answers.
     *
     * @throws Exception when it does not start
     */
    void start() throws Exception;
}
