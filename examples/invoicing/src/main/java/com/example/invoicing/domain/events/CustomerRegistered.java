package com.example.invoicing.domain.events;

/** There is a new customer. */
public record CustomerRegistered(String customerId, String name, String country) implements CustomerEvent {}
