package com.example.invoicing.feeding;

import java.util.Optional;

/** Why a document of the file does not become an invoice. The rules are tried in this order. */
public enum SetAside {
    BAD_DEBT("bad-debt adjustment (A...)"),
    CREDIT_NOTE("credit note (C...)"),
    STOCK("stock adjustment: no price, no customer"),
    NO_CUSTOMER("sale without customer"),
    FREE("free of charge: nothing to invoice"),
    REFUSED("refused by a rule of the domain");

    private final String sentence;

    SetAside(String sentence) {
        this.sentence = sentence;
    }

    @Override
    public String toString() {
        return sentence;
    }

    static Optional<SetAside> rule(Document document) {
        if (document.number().startsWith("A")) return Optional.of(BAD_DEBT);
        if (document.number().startsWith("C")) return Optional.of(CREDIT_NOTE);
        boolean nobody = document.customer().isEmpty();
        if (nobody) return Optional.of(document.isFree() ? STOCK : NO_CUSTOMER);
        return document.isFree() ? Optional.of(FREE) : Optional.empty();
    }
}
