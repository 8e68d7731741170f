package dev.espalier.story;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.espalier.Espalier;
import dev.espalier.infrastructure.Command;
import dev.espalier.infrastructure.ConfigurationException;
import dev.espalier.infrastructure.InvalidCommandException;
import dev.espalier.infrastructure.Metadata;
import dev.espalier.store.memory.InMemoryEventStore;
import dev.espalier.story.Invoicing.CreateInvoice;
import dev.espalier.story.Invoicing.PayInvoices;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Around the handling of every command. */
class InterceptorTest {
    private static final class NotAllowed extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    private final List<String> log = new ArrayList<>();

    private Espalier.Builder logging(String... names) {
        var builder = Invoicing.on(new InMemoryEventStore());
        for (String name : names)
            builder.intercept((command, metadata, next) -> {
                log.add(name + " before");
                try {
                    return next.proceed(metadata);
                } finally {
                    log.add(name + " after");
                }
            });
        return builder;
    }

    private static CreateInvoice create(String id, int amount) {
        return new CreateInvoice(id, "ann", new BigDecimal(amount));
    }

    @Test
    void the_first_one_is_outermost_and_each_is_called_once_for_a_command() {
        try (var espalier = logging("first", "second").open()) {
            assertThat(espalier.send(create("1", 1)).version()).isEqualTo(1);
        }
        assertThat(log).containsExactly("first before", "second before", "second after", "first after");
    }

    // <authorization>
    private static Espalier.Builder guarded(Espalier.Builder builder) {
        return builder.intercept((command, metadata, next) -> {
            if (!"clerk".equals(metadata.entries().get("role"))) throw new NotAllowed();
            return next.proceed(metadata.with("checked-by", "guard"));
        });
    }
    // </authorization>

    @Test
    void one_that_throws_lets_nothing_through_and_one_may_add_metadata() {
        try (var espalier = guarded(logging("outer")).open()) {
            assertThatThrownBy(() -> espalier.send(create("1", 1))).isExactlyInstanceOf(NotAllowed.class);
            assertThat(espalier.eventStoreService().head()).isZero();
            assertThat(log).containsExactly("outer before", "outer after");

            var receipt = espalier.send(create("1", 1), Metadata.none().with("role", "clerk"));
            assertThat(receipt.events().get(0).metadata().entries()).containsEntry("checked-by", "guard");
        }
    }

    // <validation>
    private static Espalier.Builder validated(Espalier.Builder builder) {
        return builder.validate(
                        CreateInvoice.class, create -> create.id().isBlank() ? List.of("an id is missing") : List.of())
                .validate(
                        CreateInvoice.class,
                        create -> create.amount().signum() < 0 ? List.of("the amount is negative") : List.of());
    }
    // </validation>

    @Test
    void all_that_is_wrong_with_a_command_is_told_at_once_and_before_anything_is_read() {
        try (var espalier = validated(logging("outer")).open()) {
            var command = create(" ", -1);
            var invalid = catchThrowableOfType(InvalidCommandException.class, () -> espalier.send(command));

            assertThat(invalid.problems()).containsExactly("an id is missing", "the amount is negative");
            assertThat(invalid.command()).isEqualTo(command);
            assertThat(invalid).hasMessage("CreateInvoice is invalid: an id is missing; the amount is negative");
            assertThat(espalier.eventStoreService().head()).isZero();
            assertThat(espalier.send(create("1", 1)).version()).isEqualTo(1);
            espalier.send(new PayInvoices("p", BigDecimal.TEN, List.of("1")));
        }
    }

    @Test
    void a_validator_of_a_command_that_nobody_handles_is_a_mistake() {
        record Nobodys() implements Command {}
        var builder = Invoicing.on(new InMemoryEventStore()).validate(Nobodys.class, command -> List.of());
        assertThatThrownBy(builder::open)
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("has a validator but no handler");
    }
}
