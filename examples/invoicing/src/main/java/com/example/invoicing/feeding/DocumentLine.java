package com.example.invoicing.feeding;

import java.math.BigDecimal;
import java.time.LocalDateTime;

/** One line of the file. */
public record DocumentLine(
        String document,
        String product,
        String description,
        int quantity,
        LocalDateTime time,
        BigDecimal unitPrice,
        String customer,
        String country) {
    BigDecimal amount() {
        return unitPrice.multiply(BigDecimal.valueOf(quantity));
    }
}
