package com.example.invoicing.domain.commands;

import dev.espalier.infrastructure.Command;

public record AddLine(String invoiceId, Item item) implements Command {}
