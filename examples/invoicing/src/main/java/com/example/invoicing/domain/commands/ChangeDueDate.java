package com.example.invoicing.domain.commands;

import dev.espalier.infrastructure.Command;
import java.time.LocalDate;

public record ChangeDueDate(String invoiceId, LocalDate dueOn) implements Command {}
