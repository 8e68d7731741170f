package com.example.invoicing.domain.snapshotupdateservices;

import com.example.invoicing.domain.events.CreditNoteIssued;
import com.example.invoicing.repositories.commands.CreditNoteCommandRepository;
import dev.espalier.infrastructure.SnapshotUpdateService;

public final class CreditNoteSnapshotUpdateService extends SnapshotUpdateService {
    public CreditNoteSnapshotUpdateService(CreditNoteCommandRepository creditNotes) {
        super("credit-note-rows");
        on(
                CreditNoteIssued.class,
                event -> 1 + event.lines().size() + event.vatGroups().size(),
                creditNotes::add);
    }
}
