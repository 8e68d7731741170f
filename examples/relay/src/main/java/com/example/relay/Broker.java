package com.example.relay;

/** The client of a broker, as far as it matters here: it answers only when the message is safe. */
@FunctionalInterface
public interface Broker {
    /**
     * Hands over a message. Those of one key are delivered in the order in which they were handed over.
     *
     * @throws Exception when it is not certain that the broker has it
     */
    void publish(Message message) throws Exception;
}
