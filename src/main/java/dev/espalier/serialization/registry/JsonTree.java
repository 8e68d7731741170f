package dev.espalier.serialization.registry;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Payloads as trees, exactly: decimals keep their scale, and a name that comes twice is refused. Loads Jackson when it is used. */
final class JsonTree {
    private volatile @Nullable JsonMapper mapper;

    ObjectNode read(byte[] payload) {
        JsonNode tree = mapper().readTree(payload);
        if (tree instanceof ObjectNode object) return object;
        throw new IllegalArgumentException("the payload is no JSON object");
    }

    JsonNode value(byte[] text) {
        return mapper().readTree(text);
    }

    byte[] write(JsonNode tree) {
        return mapper().writeValueAsBytes(tree);
    }

    private JsonMapper mapper() {
        JsonMapper known = mapper;
        if (known == null)
            mapper = known = JsonMapper.builder()
                    .enable(
                            DeserializationFeature.FAIL_ON_TRAILING_TOKENS,
                            DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY,
                            DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                    .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
                    .build();
        return known;
    }
}
