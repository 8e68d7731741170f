package com.example.invoicing.repositories.commands;

import com.example.invoicing.domain.events.PaymentReceived;
import dev.espalier.infrastructure.Transaction;
import java.sql.SQLException;

/** Writes rows of payments. Each method returns how many rows it wrote. */
public interface PaymentCommandRepository {
    int add(PaymentReceived event, Transaction transaction) throws SQLException;
}
