package com.example.invoicing.setup;

/** What the caller gave cannot be used. The message is the one line that the caller gets to read. */
public final class BadInput extends RuntimeException {
    private static final long serialVersionUID = 1;

    public BadInput(String line) {
        super(line);
    }
}
