package com.example.invoicing.domain.events;

/**
 * The next number went to a document. Stored together with the document's own event, or not at all: hence no gaps.
 *
 * @param documentNumber as it stands on the document, such as INV-2011-000042
 */
public record NumberTaken(String series, int number, String documentId, String documentNumber)
        implements NumberSeriesEvent {}
