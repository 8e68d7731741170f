package dev.espalier.story;

import dev.espalier.Espalier;
import dev.espalier.infrastructure.Aggregate;
import dev.espalier.infrastructure.Command;
import dev.espalier.infrastructure.Event;
import dev.espalier.keys.SubjectKeys;
import dev.espalier.serialization.PersonalData;
import dev.espalier.store.EventStore;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** A domain with data of persons. */
final class Customers {
    sealed interface CustomerEvent extends Event {
        String customerId();
    }

    record Registered(String customerId, String name, Optional<String> email) implements CustomerEvent {}

    record Referred(String customerId, String friendId, String name, String friend) implements CustomerEvent {}

    record Greeted(String customerId, int length) implements CustomerEvent {}

    record Greet(String customerId) implements Command {}

    static final Aggregate<String, String, CustomerEvent> CUSTOMER = Aggregate.of(
                    "customer", CustomerEvent.class, CustomerEvent::customerId, "nobody")
            .on(Registered.class, (before, event) -> event.name())
            .ignore(Referred.class, Greeted.class);

    private Customers() {}

    static Espalier.Builder configure(EventStore store, SubjectKeys keys) {
        return Espalier.on(store)
                .handle(
                        Greet.class,
                        Greet::customerId,
                        CUSTOMER,
                        (command, name) -> List.of(new Greeted(command.customerId(), name.length())))
                .keys(keys, Duration.ofMinutes(1))
                .personal(PersonalData.of(
                        Registered.class,
                        Registered::customerId,
                        new Registered("?", "(forgotten)", Optional.of("(forgotten)")),
                        "name",
                        "email"))
                .personal(PersonalData.of(
                        Referred.class, Referred::customerId, new Referred("?", "?", "(forgotten)", "?"), "name"))
                .personal(PersonalData.of(
                        Referred.class, Referred::friendId, new Referred("?", "?", "?", "(forgotten)"), "friend"));
    }
}
