package com.example.invoicing.repositories.commands;

import com.example.invoicing.domain.events.PaymentReceived;
import dev.espalier.infrastructure.Transaction;
import java.sql.SQLException;

public final class JdbcPaymentCommandRepository implements PaymentCommandRepository {
    private static final String ADD = """
            INSERT INTO payment (payment_id, customer_id, received_on, amount, allocated, version)
            VALUES (?, ?, ?, ?, ?, 1)""";

    @Override
    public int add(PaymentReceived event, Transaction transaction) throws SQLException {
        return Sql.write(
                transaction,
                ADD,
                event.paymentId(),
                event.customerId(),
                event.receivedOn().toString(),
                event.amount().pence(),
                event.allocated().pence());
    }
}
