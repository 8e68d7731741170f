package com.example.invoicing.feeding;

import dev.espalier.infrastructure.Command;
import dev.espalier.infrastructure.CommandService;

/** Sends commands, and counts them. */
public final class Outbox {
    private final CommandService invoicing;
    private long sent;

    public Outbox(CommandService invoicing) {
        this.invoicing = invoicing;
    }

    void send(Command command) {
        invoicing.send(command);
        sent++;
    }

    public long sent() {
        return sent;
    }
}
