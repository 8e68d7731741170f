package dev.espalier.serialization.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.espalier.keys.InMemorySubjectKeys;
import dev.espalier.keys.SubjectKey;
import dev.espalier.keys.SubjectKeys;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** How many keys are held in memory, and that those used last are. */
class KeyringTest {
    private static final InstantSource CLOCK = InstantSource.fixed(Instant.EPOCH);

    private final List<String> asked = new ArrayList<>();
    private final SubjectKeys keys = new SubjectKeys() {
        private final SubjectKeys kept = new InMemorySubjectKeys(CLOCK);

        @Override
        public SubjectKey current(String subject) {
            asked.add(subject);
            return kept.current(subject);
        }

        @Override
        public Optional<SubjectKey> find(UUID id) {
            return kept.find(id);
        }

        @Override
        public void rotate(String subject) {
            kept.rotate(subject);
        }

        @Override
        public void forget(String subject) {
            kept.forget(subject);
        }

        @Override
        public Optional<Instant> forgottenAt(String subject) {
            return kept.forgottenAt(subject);
        }
    };

    private List<String> askedFor(int most, String... subjects) {
        asked.clear();
        var ring = new Keyring(keys, Duration.ofMinutes(1), most, CLOCK);
        for (String subject : subjects) ring.current(subject);
        return asked;
    }

    @Test
    void the_keys_that_were_used_last_are_held_and_no_more() {
        assertThat(askedFor(2, "a", "b", "a", "b")).containsExactly("a", "b");
        assertThat(askedFor(2, "a", "b", "a", "c", "a", "b")).containsExactly("a", "b", "c", "b");
    }

    @Test
    void none_is_held_where_none_is_to_be() {
        assertThat(askedFor(0, "a", "a")).containsExactly("a", "a");
    }
}
