package com.example.invoicing.domain.commands;

import com.example.invoicing.domain.events.NumberTaken;
import com.example.invoicing.domain.models.NumberSeries;
import dev.espalier.infrastructure.States;

/** The numbers of documents. */
final class Numbers {
    private Numbers() {}

    /** The event belongs to the stream of the series: whoever takes a number at the same time gets the one after. */
    static NumberTaken take(States states, String series, String documentId) {
        NumberSeries numbers = states.of(NumberSeries.AGGREGATE, series);
        if (!numbers.isOpen()) throw new Refusal.NumbersNotOpen(series);
        return numbers.take(series, documentId);
    }
}
