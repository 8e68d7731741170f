package dev.espalier.serialization;

import dev.espalier.infrastructure.StateCodec;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * States of aggregates as JSON, as strictly as events: a state is a record whose package is open to Jackson, or a plain value.
 *
 * @param <S> the state
 */
public final class JsonState<S> implements StateCodec<S> {
    private final Class<S> type;
    private volatile @Nullable JsonMapper mapper;

    /**
     * For one class.
     *
     * @param type of the state
     */
    public JsonState(Class<S> type) {
        this.type = type;
    }

    @Override
    public byte[] encode(S state) {
        return mapper().writeValueAsBytes(state);
    }

    @Override
    public S decode(byte[] bytes) {
        S state = mapper().readValue(bytes, type);
        if (state == null) throw new IllegalArgumentException("the state is null");
        return state;
    }

    @Override
    public List<String> problems() {
        return new PayloadCheck(JsonMapper.class.getModule()).problems(List.of(type));
    }

    private JsonMapper mapper() {
        JsonMapper known = mapper;
        if (known == null) mapper = known = StrictJson.mapper();
        return known;
    }
}
