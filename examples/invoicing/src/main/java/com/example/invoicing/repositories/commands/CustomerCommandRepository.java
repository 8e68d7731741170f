package com.example.invoicing.repositories.commands;

import com.example.invoicing.domain.events.CustomerRegistered;
import dev.espalier.infrastructure.Transaction;
import java.sql.SQLException;

/** Writes rows of customers. Each method returns how many rows it wrote. */
public interface CustomerCommandRepository {
    int add(CustomerRegistered event, Transaction transaction) throws SQLException;
}
