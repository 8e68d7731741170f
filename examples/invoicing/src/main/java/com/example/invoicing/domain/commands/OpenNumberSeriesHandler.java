package com.example.invoicing.domain.commands;

import com.example.invoicing.domain.events.NumberSeriesOpened;
import com.example.invoicing.domain.models.NumberSeries;
import dev.espalier.infrastructure.CommandHandler;
import java.util.List;

public final class OpenNumberSeriesHandler implements CommandHandler<OpenNumberSeries, NumberSeries> {
    @Override
    public List<NumberSeriesOpened> handle(OpenNumberSeries command, NumberSeries numbers) {
        if (numbers.isOpen()) throw new Refusal.NumbersOpenAlready(command.series());
        return List.of(new NumberSeriesOpened(command.series()));
    }
}
