package com.example.invoicing.domain.events;

import dev.espalier.infrastructure.Event;

/** What can happen to a series of document numbers. */
public sealed interface NumberSeriesEvent extends Event permits NumberSeriesOpened, NumberTaken {
    String series();
}
