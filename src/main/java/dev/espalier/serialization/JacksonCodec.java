package dev.espalier.serialization;

import dev.espalier.infrastructure.Event;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.json.JsonMapper;

/**
 * Events as JSON, by Jackson 3, strictly: a record is its components and nothing else, all of them must be there and none
 * besides; decimals stay exact; enums are stored by name; a sealed part is told by {@code "@type"}, the simple name of its
 * record. No annotations are needed and no class names are stored.
 *
 * <p>Jackson is loaded when the first event is written or read.
 */
public final class JacksonCodec implements EventCodec {
    private final Map<Class<?>, ObjectReader> readers = new ConcurrentHashMap<>();
    private volatile @Nullable JsonMapper mapper;

    /** Needs no settings. */
    public JacksonCodec() {}

    @Override
    public byte[] encode(Event event) {
        return mapper().writeValueAsBytes(event);
    }

    @Override
    public <E extends Event> E decode(byte[] payload, Class<E> type) {
        E event = reader(type).readValue(payload);
        if (event == null) throw new IllegalArgumentException("the payload is null");
        return event;
    }

    @Override
    public boolean isJson() {
        return true;
    }

    @Override
    public List<String> problems(Collection<? extends Class<?>> types) {
        return new PayloadCheck(JsonMapper.class.getModule()).problems(types);
    }

    /** Looked up without a lock, nearly always. */
    private ObjectReader reader(Class<?> type) {
        ObjectReader known = readers.get(type);
        return known == null ? readers.computeIfAbsent(type, mapper()::readerFor) : known;
    }

    private JsonMapper mapper() {
        JsonMapper known = mapper;
        if (known == null) mapper = known = StrictJson.mapper();
        return known;
    }
}
