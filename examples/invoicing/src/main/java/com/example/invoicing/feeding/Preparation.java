package com.example.invoicing.feeding;

import com.example.invoicing.domain.commands.OpenNumberSeries;
import com.example.invoicing.domain.commands.RegisterCustomer;
import com.example.invoicing.repositories.queries.KnownDocuments;
import java.sql.Connection;
import java.sql.SQLException;

/** What has to be there before a document: its customer, and the numbers of its year. */
final class Preparation {
    private final Outbox outbox;
    private final Connection rows;
    private final KnownDocuments known = new KnownDocuments();

    Preparation(Outbox outbox, Connection rows) {
        this.outbox = outbox;
        this.rows = rows;
    }

    void customer(Document document) throws SQLException {
        String id = document.customer();
        if (!known.customer(rows, id)) outbox.send(new RegisterCustomer(id, Synthetic.name(id), document.country()));
    }

    void series(String series) throws SQLException {
        if (!known.series(rows, series)) outbox.send(new OpenNumberSeries(series));
    }
}
