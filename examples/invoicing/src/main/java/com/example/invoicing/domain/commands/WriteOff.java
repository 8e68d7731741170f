package com.example.invoicing.domain.commands;

import dev.espalier.infrastructure.Command;

public record WriteOff(String invoiceId, String reason) implements Command {}
