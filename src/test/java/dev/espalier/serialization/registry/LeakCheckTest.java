package dev.espalier.serialization.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.espalier.Espalier;
import dev.espalier.infrastructure.ConfigurationException;
import dev.espalier.infrastructure.Event;
import dev.espalier.infrastructure.InvalidInputException;
import dev.espalier.infrastructure.Tag;
import dev.espalier.serialization.JacksonCodec;
import dev.espalier.serialization.PersonalData;
import dev.espalier.store.memory.InMemoryEventStore;
import java.time.LocalDate;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What is personal should not also stand where nobody encrypts it. */
class LeakCheckTest {
    record Known(String id, String email, String name, LocalDate born, int age) implements Event {
        Known {
            if (age < 0) throw new IllegalArgumentException("age");
        }

        @Override
        public Set<Tag> tags() {
            return Set.of(Tag.of("email", email.toLowerCase()), Tag.of("born", born.getYear()));
        }
    }

    private static PersonalData<Known> personal(String... components) {
        var placeholder = new Known("?", "x@example.com", "?", LocalDate.of(1900, 1, 1), 0);
        return PersonalData.of(Known.class, Known::id, placeholder, components);
    }

    @Test
    void a_component_that_feeds_a_tag_or_the_stream_key_is_told() {
        var check = new LeakCheck(new JacksonCodec(), event -> ((Known) event).name());

        assertThat(check.of(personal("email", "name", "born", "age")))
                .containsExactly(
                        "personal component email of Known also feeds a tag, which forgetting does not erase",
                        "personal component name of Known also feeds the stream key, which forgetting does not erase",
                        "personal component born of Known also feeds a tag, which forgetting does not erase");
    }

    @Test
    void personal_data_that_cannot_be_encrypted_is_told_before_the_first_event() {
        assertThatThrownBy(() -> Espalier.on(new InMemoryEventStore())
                        .personal(personal("name"))
                        .personal(personal("name"))
                        .open())
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("add .keys(...)")
                .hasMessageContaining("belongs to no registered family")
                .hasMessageContaining("personal twice");
        assertThatThrownBy(() -> personal("phone"))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("phone", "is none of");
    }
}
