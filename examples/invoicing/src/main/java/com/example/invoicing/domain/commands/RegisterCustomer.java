package com.example.invoicing.domain.commands;

import dev.espalier.infrastructure.Command;

public record RegisterCustomer(String customerId, String name, String country) implements Command {}
