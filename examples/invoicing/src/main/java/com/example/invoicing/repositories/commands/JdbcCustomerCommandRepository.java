package com.example.invoicing.repositories.commands;

import com.example.invoicing.domain.events.CustomerRegistered;
import dev.espalier.infrastructure.Transaction;
import java.sql.SQLException;

public final class JdbcCustomerCommandRepository implements CustomerCommandRepository {
    private static final String ADD = """
            INSERT INTO customer (customer_id, name, country, version) VALUES (?, ?, ?, 1)""";

    @Override
    public int add(CustomerRegistered event, Transaction transaction) throws SQLException {
        return Sql.write(transaction, ADD, event.customerId(), event.name(), event.country());
    }
}
