package com.example.invoicing.domain.commands;

import dev.espalier.infrastructure.Command;

public record VoidInvoice(String invoiceId, String reason) implements Command {}
