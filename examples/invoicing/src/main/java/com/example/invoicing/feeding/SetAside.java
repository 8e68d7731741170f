package com.example.invoicing.feeding;

import java.util.Optional;

/** Why a document of the file becomes neither invoice nor credit note. The rules are tried in this order. */
public enum SetAside {
    BAD_DEBT("bad-debt adjustment (A...)"),
    CREDIT_FOR_NOBODY("credit note without customer"),
    STOCK("stock adjustment: no price, no customer"),
    SALE_TO_NOBODY("sale without customer"),
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
        boolean nobody = document.customer().isEmpty();
        if (document.number().startsWith("A")) return Optional.of(BAD_DEBT);
        if (document.isCreditNote()) return nobody ? Optional.of(CREDIT_FOR_NOBODY) : Optional.empty();
        if (nobody) return Optional.of(document.isFree() ? STOCK : SALE_TO_NOBODY);
        return document.isFree() ? Optional.of(FREE) : Optional.empty();
    }
}
