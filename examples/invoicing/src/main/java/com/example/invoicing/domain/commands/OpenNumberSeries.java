package com.example.invoicing.domain.commands;

import dev.espalier.infrastructure.Command;

public record OpenNumberSeries(String series) implements Command {}
