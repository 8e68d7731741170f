package com.example.invoicing.domain.events;

import dev.espalier.infrastructure.Event;

/** What can happen to a credit note. */
public sealed interface CreditNoteEvent extends Event permits CreditNoteIssued {
    String creditNoteId();
}
