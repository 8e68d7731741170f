package dev.espalier.serialization.registry;

import dev.espalier.infrastructure.EspalierException;
import dev.espalier.infrastructure.Event;
import dev.espalier.infrastructure.InvalidInputException;
import dev.espalier.serialization.EventCodec;
import dev.espalier.serialization.PersonalData;
import dev.espalier.serialization.Upcaster.Form;
import dev.espalier.store.EventType;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** A type that both sides of are known, in the form in which it is written. */
record RegisteredType(
        Form form, Class<? extends Event> type, EventCodec codec, Optional<Vault> vault, List<PersonalData<?>> personal)
        implements EventType {
    static <E extends Event> E decode(EventCodec codec, byte[] payload, Class<E> type) {
        try {
            return codec.decode(payload, type);
        } catch (Exception cause) {
            throw new IllegalArgumentException(
                    "its payload does not fit " + type.getName() + ": " + cause.getMessage(), cause);
        }
    }

    @Override
    public String name() {
        return form.type();
    }

    @Override
    public int schemaVersion() {
        return form.schemaVersion();
    }

    @Override
    public boolean keepsObject() {
        return personal.isEmpty();
    }

    @Override
    public byte[] encode(UUID id, Event event) {
        try {
            byte[] payload = codec.encode(event);
            return keepsObject() ? payload : vault.orElseThrow().seal(id, event, payload, personal);
        } catch (EspalierException refused) {
            throw refused;
        } catch (Exception cause) {
            throw new InvalidInputException(
                    "event", event.getClass().getName(), "cannot be written: " + cause.getMessage(), cause);
        }
    }

    @Override
    public List<Event> decode(UUID id, byte[] payload) {
        return List.of(decode(codec, vault.isPresent() ? vault.get().open(id, payload) : payload, type));
    }
}
