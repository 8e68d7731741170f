package com.example.invoicing.repositories.commands;

import com.example.invoicing.domain.events.NumberSeriesOpened;
import com.example.invoicing.domain.events.NumberTaken;
import dev.espalier.infrastructure.Transaction;
import java.sql.SQLException;

public final class JdbcNumberSeriesCommandRepository implements NumberSeriesCommandRepository {
    private static final String OPEN = """
            INSERT INTO number_series (series, last_number) VALUES (?, 0)""";
    private static final String TAKE = """
            UPDATE number_series SET last_number = ? WHERE series = ?""";

    @Override
    public int open(NumberSeriesOpened event, Transaction transaction) throws SQLException {
        return Sql.write(transaction, OPEN, event.series());
    }

    @Override
    public int take(NumberTaken event, Transaction transaction) throws SQLException {
        return Sql.write(transaction, TAKE, event.number(), event.series());
    }
}
