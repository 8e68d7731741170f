package com.example.invoicing.domain.events;

/** The next number went to a document. Stored together with the document's own event, or not at all: hence no gaps. */
public record NumberTaken(String series, int number, String documentId) implements NumberSeriesEvent {}
