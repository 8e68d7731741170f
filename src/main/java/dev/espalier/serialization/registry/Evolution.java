package dev.espalier.serialization.registry;

import dev.espalier.infrastructure.Event;
import dev.espalier.serialization.EventCodec;
import dev.espalier.serialization.Upcaster;
import dev.espalier.serialization.Upcaster.Form;
import dev.espalier.serialization.Upcaster.OnJson;
import dev.espalier.serialization.Upcaster.OnRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

/** Takes the steps: the one place where what was stored once becomes events of today, whoever reads it. */
final class Evolution {
    private final Steps steps;
    private final EventCodec codec;
    private final JsonTree json;
    private final Optional<Vault> vault;

    Evolution(Steps steps, EventCodec codec, JsonTree json, Optional<Vault> vault) {
        this.steps = steps;
        this.codec = codec;
        this.json = json;
        this.vault = vault;
    }

    /** What was stored in a form, as it reads today. */
    List<Event> read(UUID id, Form form, byte[] payload) {
        var events = new ArrayList<Event>(1);
        read(form, new Payload(json, vault.isPresent() ? vault.get().open(id, payload) : payload), events);
        return events;
    }

    private void read(Form form, Payload payload, List<Event> events) {
        Upcaster step = steps.from(form);
        Class<? extends Event> today = steps.today(form);
        if (step instanceof OnJson onJson) {
            for (Upcaster.Part part : onJson.parts())
                for (var made :
                        taken(step, () -> part.change().apply(payload.tree().deepCopy())))
                    read(part.form(), new Payload(json, made), events);
        } else if (step instanceof OnRecord onRecord)
            take(onRecord, RegisteredType.decode(codec, payload.bytes(), onRecord.old()), events);
        else if (today != null) events.add(RegisteredType.decode(codec, payload.bytes(), today));
        else throw new IllegalStateException("nothing reads " + form);
    }

    private void take(OnRecord step, Event old, List<Event> events) {
        for (Event made : taken(step, () -> step.change().apply(old))) {
            if (!step.into().contains(made.getClass()))
                throw new IllegalArgumentException("the upcaster from " + step.from() + " made a "
                        + made.getClass().getName() + ", which is none of the types that it names");
            OnRecord further = steps.from(made.getClass());
            if (further == null) events.add(made);
            else take(further, made, events);
        }
    }

    private static <T> T taken(Upcaster step, Supplier<T> change) {
        try {
            return change.get();
        } catch (RuntimeException cause) {
            throw new IllegalArgumentException(
                    "the upcaster from " + step.from() + " failed: " + cause.getMessage(), cause);
        }
    }
}
