package dev.espalier.jdbc;

import dev.espalier.infrastructure.EspalierException;
import java.sql.SQLException;

/** What an error of one database means. Told by its code, never by its message. */
@FunctionalInterface
public interface Failures {
    /** The exception to throw. */
    EspalierException of(String doing, SQLException cause);
}
