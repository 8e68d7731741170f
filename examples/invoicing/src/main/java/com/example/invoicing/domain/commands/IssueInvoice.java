package com.example.invoicing.domain.commands;

import dev.espalier.infrastructure.Command;
import java.time.LocalDate;

public record IssueInvoice(String invoiceId, LocalDate issuedOn, LocalDate dueOn) implements Command {}
