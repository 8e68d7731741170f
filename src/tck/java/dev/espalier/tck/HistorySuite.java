package dev.espalier.tck;

import static dev.espalier.infrastructure.ExpectedVersion.any;
import static dev.espalier.infrastructure.ExpectedVersion.exactly;
import static dev.espalier.infrastructure.ExpectedVersion.noStream;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.espalier.infrastructure.HistoryLostException;
import dev.espalier.store.EventStore;
import dev.espalier.store.IdentifiedStore;
import dev.espalier.store.StoreIdentity;
import org.junit.jupiter.api.Test;

/** Whose history the store holds, and that it does not go back unnoticed. */
abstract class HistorySuite extends Suite {
    private static IdentifiedStore identified(EventStore store) {
        return (IdentifiedStore) store;
    }

    @Test
    @Line("108")
    @Needs(Capability.IDENTITY)
    void a_store_keeps_its_identity_and_a_new_epoch_is_begun_by_a_word() throws Exception {
        append(A, noStream(), "1");
        StoreIdentity first = identified(store).identity();
        assertThat(first.id()).isNotBlank();
        assertThat(first.epoch()).isPositive();
        assertThat(identified(kept(fixture.openBeside())).identity().id()).isNotEqualTo(first.id());
        append(A, exactly(1), "2");
        assertThat(identified(store).identity()).isEqualTo(first);

        StoreIdentity second = identified(store).beginEpoch();

        assertThat(second).isEqualTo(new StoreIdentity(first.id(), first.epoch() + 1));
        assertThat(identified(store).identity()).isEqualTo(second);
        append(A, exactly(2), "3");
        assertThat(texts(readAll())).containsExactly("1", "2", "3");
    }

    @Test
    @Line("108")
    @Needs({Capability.IDENTITY, Capability.RESTART, Capability.SHARING})
    void its_identity_and_epoch_are_the_same_for_every_instance() throws Exception {
        append(A, noStream(), "1");
        EventStore other = open();
        StoreIdentity begun = identified(other).beginEpoch();
        assertThat(identified(store).identity()).isEqualTo(begun);
        append(A, exactly(1), "2");
        store.close();
        store = open();
        assertThat(identified(store).identity()).isEqualTo(begun);
        assertThat(texts(readAll())).containsExactly("1", "2");
    }

    @Test
    @Line("108")
    @Needs({Capability.IDENTITY, Capability.RESTART, Capability.SHARING})
    void a_store_that_was_taken_back_under_an_open_instance_is_noticed_and_goes_on_after_a_word() throws Exception {
        append(A, noStream(), "1");
        var backup = fixture.backup();
        append(A, exactly(1), "lost");
        append(B, noStream(), "lost");
        if (backup.isPresent()) {
            backup.get().close();

            assertThatThrownBy(this::readAll).isInstanceOf(HistoryLostException.class);
            assertThatThrownBy(() -> append(A, exactly(1), "no")).isInstanceOf(HistoryLostException.class);
            assertThatThrownBy(() -> store.head()).isInstanceOf(HistoryLostException.class);
            try (EventStore fresh = fixture.open()) {
                append(fresh, A, any(), "2");
                append(fresh, B, any(), "3");
                append(fresh, B, any(), "4");
            }
            assertThatThrownBy(this::readAll)
                    .as("the head is above what was told, and another event there")
                    .isInstanceOf(HistoryLostException.class);
            identified(kept(fixture.open())).beginEpoch();
        }
        int events = readAll().size();
        append(A, any(), "goes on");
        assertThat(readAll()).hasSize(events + 1);
    }
}
