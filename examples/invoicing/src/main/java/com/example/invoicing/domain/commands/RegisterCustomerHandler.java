package com.example.invoicing.domain.commands;

import com.example.invoicing.domain.events.CustomerRegistered;
import com.example.invoicing.domain.models.Customer;
import dev.espalier.infrastructure.CommandHandler;
import java.util.List;

public final class RegisterCustomerHandler implements CommandHandler<RegisterCustomer, Customer> {
    @Override
    public List<CustomerRegistered> handle(RegisterCustomer command, Customer customer) {
        if (customer.isRegistered()) throw new Refusal.CustomerExists(command.customerId());
        return List.of(new CustomerRegistered(command.customerId(), command.name(), command.country()));
    }
}
