package dev.espalier.store.jdbc;

import dev.espalier.infrastructure.ServiceMode;
import dev.espalier.jdbc.Statements;
import java.sql.SQLException;
import java.util.Optional;

/** How snapshot update services run: a row for each. */
final class JdbcServiceModes {
    private static final String FIND = "select inline from {service_modes} where service = ?";
    private static final String UPDATE = "update {service_modes} set inline = ? where service = ?";

    private JdbcServiceModes() {}

    static Optional<ServiceMode> find(Statements sql, String lock, String service) throws SQLException {
        return sql.query(
                FIND + lock,
                row -> row.next()
                        ? Optional.of(row.getInt(1) == 1 ? ServiceMode.INLINE : ServiceMode.ASYNCHRONOUS)
                        : Optional.empty(),
                service);
    }

    /** Takes the lock of the row, which is there or is made. */
    static int change(Statements sql, CheckpointDialect dialect, String service, ServiceMode to) throws SQLException {
        sql.update(dialect.insertMode(), service, 0);
        find(sql, dialect.forUpdate(), service);
        return sql.update(UPDATE, to == ServiceMode.INLINE ? 1 : 0, service);
    }
}
