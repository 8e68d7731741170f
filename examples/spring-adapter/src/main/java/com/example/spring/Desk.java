package com.example.spring;

import com.example.spring.Invoice.CreateInvoice;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.annotation.Transactional;

/** A service as the application had it, which now sends a command beside the row that it always wrote. */
public class Desk {
    private final SpringTransactions transactions;
    private final JdbcClient jdbc;

    /** With the same data source below both. */
    public Desk(SpringTransactions transactions, JdbcClient jdbc) {
        this.transactions = transactions;
        this.jdbc = jdbc;
    }

    /** The row of the application, the event and the row of the snapshot update service: all or nothing. */
    @Transactional
    public void create(String id, String customer) {
        jdbc.sql("insert into audit(text) values (?)").param(id + " created").update();
        transactions.session().send(new CreateInvoice(id, customer));
    }
}
