package com.example.invoicing.domain.events;

/** Numbers can be taken from this series, 1 first. */
public record NumberSeriesOpened(String series) implements NumberSeriesEvent {}
