package com.example.invoicing.repositories.commands;

import com.example.invoicing.domain.events.NumberSeriesOpened;
import com.example.invoicing.domain.events.NumberTaken;
import dev.espalier.infrastructure.Transaction;
import java.sql.SQLException;

/** Writes rows of number series. Each method returns how many rows it wrote. */
public interface NumberSeriesCommandRepository {
    int open(NumberSeriesOpened event, Transaction transaction) throws SQLException;

    int take(NumberTaken event, Transaction transaction) throws SQLException;
}
