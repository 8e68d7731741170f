package com.example.invoicing.domain.reactors;

import java.util.UUID;

/** The way to a mail server, which knows a mail by its key and sends it once. */
@FunctionalInterface
public interface Mails {
    void send(String invoiceId, String text, UUID key);
}
