package dev.espalier.testing;

import dev.espalier.infrastructure.Aggregate;
import dev.espalier.infrastructure.Event;
import dev.espalier.infrastructure.EventEnvelope;
import dev.espalier.infrastructure.EventStoreService;
import java.util.ArrayList;
import java.util.List;

/** What must follow a command in a {@link Scenario}. Immutable. */
public final class Then {
    @FunctionalInterface
    private interface Check {
        void check(Outcome outcome, EventStoreService events);
    }

    private final Check check;

    private Then(Check check) {
        this.check = check;
    }

    void check(Outcome outcome, EventStoreService events) {
        check.check(outcome, events);
    }

    /** For the second run, which is compared with the first. */
    static Then anything() {
        return new Then((outcome, events) -> {});
    }

    /**
     * Exactly these events, in this order.
     *
     * @param expected at least one
     * @return the expectation
     */
    public static Then then(Event... expected) {
        if (expected.length == 0)
            throw new AssertionError("then() names no event; thenNothing() says that none follows");
        return new Then((outcome, events) -> {
            mustNotThrow(outcome);
            EventDiff.assertEqual(List.of(expected), outcome.events());
        });
    }

    /**
     * No event, and no refusal.
     *
     * @return the expectation
     */
    public static Then thenNothing() {
        return new Then((outcome, events) -> {
            mustNotThrow(outcome);
            EventDiff.assertEqual(List.of(), outcome.events());
        });
    }

    /**
     * A refusal of exactly this type.
     *
     * @param type the domain's own exception
     * @return the expectation
     */
    public static Then thenRefused(Class<? extends RuntimeException> type) {
        return new Then((outcome, events) -> refusal(outcome, type));
    }

    /**
     * A refusal of exactly this type that says this.
     *
     * @param type the domain's own exception
     * @param message all of it
     * @return the expectation
     */
    public static Then thenRefused(Class<? extends RuntimeException> type, String message) {
        return new Then((outcome, events) -> {
            String said = String.valueOf(refusal(outcome, type).getMessage());
            if (!said.equals(message))
                throw new AssertionError(
                        "the refusal says something else\n  expected: " + message + "\n  but was:  " + said);
        });
    }

    /**
     * A state, folded from everything that is stored afterwards.
     *
     * @param <I> what the stream is called by
     * @param <S> the state
     * @param aggregate how its events become the state
     * @param id which one
     * @param expected the state
     * @return the expectation
     */
    public static <I, S> Then thenState(Aggregate<I, S, ?> aggregate, I id, S expected) {
        return new Then((outcome, events) -> {
            var stored = new ArrayList<Event>();
            for (EventEnvelope event : events.read(aggregate.stream(id))) stored.addAll(event.events());
            S state = aggregate.fold(stored);
            if (!state.equals(expected))
                throw new AssertionError("the state of " + aggregate.stream(id) + " is another one\n  expected: "
                        + expected + "\n  but was:  " + state);
        });
    }

    /**
     * Both.
     *
     * @param other what must follow besides
     * @return the expectation
     */
    public Then and(Then other) {
        return new Then((outcome, events) -> {
            check(outcome, events);
            other.check(outcome, events);
        });
    }

    private static void mustNotThrow(Outcome outcome) {
        outcome.thrown().ifPresent(e -> {
            throw new AssertionError("the command was refused or failed: " + e, e);
        });
    }

    private static RuntimeException refusal(Outcome outcome, Class<? extends RuntimeException> type) {
        if (outcome.thrown().isEmpty())
            throw new AssertionError(
                    "a refusal was expected\n  expected: " + type.getName() + "\n  but was:  " + outcome);
        RuntimeException thrown = outcome.thrown().get();
        if (thrown.getClass() != type)
            throw new AssertionError(
                    "another refusal was expected\n  expected: " + type.getName() + "\n  but was:  " + thrown, thrown);
        return thrown;
    }
}
