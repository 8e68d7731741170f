package com.example.invoicing.domain.models;

import com.example.invoicing.domain.events.CreditNoteEvent;
import com.example.invoicing.domain.events.CreditNoteIssued;
import dev.espalier.infrastructure.Aggregate;

/** A credit note, as far as decisions depend on it. */
public record CreditNote(boolean isIssued) {
    public static final CreditNote NONE = new CreditNote(false);

    public static final Aggregate<String, CreditNote, CreditNoteEvent> AGGREGATE = Aggregate.of(
                    "credit-note", CreditNoteEvent.class, CreditNoteEvent::creditNoteId, NONE)
            .on(CreditNoteIssued.class, (none, event) -> new CreditNote(true));
}
