package com.example.invoicing;

import com.example.invoicing.domain.reactors.Mails;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/** A mail server that only counts. */
final class Outgoing implements Mails {
    private final AtomicLong sent = new AtomicLong();

    @Override
    public void send(String invoiceId, String text, UUID key) {
        sent.incrementAndGet();
    }

    long sent() {
        return sent.get();
    }
}
