package com.example.invoicing.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.example.invoicing.domain.commands.Refusal;
import dev.espalier.infrastructure.Aggregate;
import dev.espalier.infrastructure.Command;
import dev.espalier.infrastructure.CommandHandler;
import dev.espalier.infrastructure.DecisionModel;
import dev.espalier.infrastructure.Event;
import dev.espalier.infrastructure.States;
import java.util.ArrayList;
import java.util.List;

/** Given these events, when this command comes, then those events: a test of the domain, with nothing else around it. */
final class Story implements States {
    private final List<Event> given;

    private Story(List<Event> given) {
        this.given = given;
    }

    static Story given(Event... events) {
        return new Story(List.of(events));
    }

    <C extends Command> Outcome when(CommandHandler<C, States> handler, C command) {
        return new Outcome(() -> handler.handle(command, this));
    }

    <C extends Command, S> Outcome when(
            CommandHandler<C, S> handler, C command, Aggregate<String, S, ?> aggregate, String id) {
        return new Outcome(() -> handler.handle(command, of(aggregate, id)));
    }

    @Override
    public <I, S> S of(Aggregate<I, S, ?> aggregate, I id) {
        List<Event> events = new ArrayList<>();
        for (Event event : given)
            if (aggregate.family().isInstance(event)
                    && aggregate.streamOf(event).equals(aggregate.stream(id))) events.add(event);
        return aggregate.fold(events);
    }

    @Override
    public <I, S> S of(DecisionModel<I, S> model, I id) {
        throw new UnsupportedOperationException("no handler here decides over tags");
    }

    @FunctionalInterface
    private interface Decision {
        List<? extends Event> decide();
    }

    static final class Outcome {
        private final Decision decision;

        private Outcome(Decision decision) {
            this.decision = decision;
        }

        void then(Event... events) {
            assertThat(List.<Event>copyOf(decision.decide())).containsExactly(events);
        }

        void thenRefused(Class<? extends Refusal> rule, String sentence) {
            assertThatThrownBy(decision::decide).isInstanceOf(rule).hasMessage(sentence);
        }
    }
}
