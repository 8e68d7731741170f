package com.example.invoicing.domain.commands;

import dev.espalier.infrastructure.Command;

public record RemoveLine(String invoiceId, int lineNo) implements Command {}
