package com.example.invoicing.domain.snapshotupdateservices;

import com.example.invoicing.domain.events.NumberSeriesOpened;
import com.example.invoicing.domain.events.NumberTaken;
import com.example.invoicing.repositories.commands.NumberSeriesCommandRepository;
import dev.espalier.infrastructure.SnapshotUpdateService;

public final class NumberSeriesSnapshotUpdateService extends SnapshotUpdateService {
    public NumberSeriesSnapshotUpdateService(NumberSeriesCommandRepository series) {
        super("number-series-rows");
        on(NumberSeriesOpened.class, series::open);
        on(NumberTaken.class, series::take);
    }
}
