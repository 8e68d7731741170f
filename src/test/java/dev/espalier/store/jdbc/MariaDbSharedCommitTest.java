package dev.espalier.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.espalier.infrastructure.ExpectedVersion;
import dev.espalier.infrastructure.ReadRange;
import dev.espalier.store.UnitOfWork;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

/** Appends of several callers in one transaction on MariaDB. */
@NeedsMariaDb
class MariaDbSharedCommitTest extends SharedCommitCases {
    private final DataSource source = MariaDbServer.shared().plain();

    @Override
    DataSource source() {
        return source;
    }

    @Override
    int lanes() {
        return 2;
    }

    @Override
    void refuse(String stream) throws SQLException {
        Sql.run(source, "alter table " + prefix + "events add constraint planted check (stream <> '" + stream + "')");
    }

    @Test
    void a_command_at_work_on_a_stream_holds_up_only_the_append_to_that_stream() throws Exception {
        try (UnitOfWork command = store.begin()) {
            command.read(stream(0), ReadRange.all(), Noted.Type::new).forEach(event -> {});
            Caller waits;
            try (var lane = lane()) {
                waits = lane.ask(append(stream(0), ExpectedVersion.any(), "second"));
                var free = lane.ask(append(stream(1), ExpectedVersion.any(), "free"));
                lane.begin();
                assertThat(free.receipt().version()).isEqualTo(1);
                assertThat(waits.isDone()).isFalse();
                command.append(append(stream(0), ExpectedVersion.noStream(), "first"));
                command.commit();
            }
            assertThat(waits.receipt().version()).isEqualTo(2);
        }
    }
}
