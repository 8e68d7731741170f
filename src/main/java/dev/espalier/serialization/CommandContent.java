package dev.espalier.serialization;

import dev.espalier.infrastructure.Command;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.ser.std.StdSerializer;

/**
 * What a command says, as JSON that is the same for equal commands: components in their order, maps by their keys, sets
 * sorted. Written like events, so the package of the commands is open to Jackson. Safe for use by several threads.
 */
public final class CommandContent implements Function<Command, byte[]> {
    private volatile @Nullable JsonMapper mapper;

    /** Needs no settings. */
    public CommandContent() {}

    @Override
    public byte[] apply(Command command) {
        return mapper().writeValueAsBytes(command);
    }

    private JsonMapper mapper() {
        JsonMapper known = mapper;
        if (known == null) mapper = known = Sorting.mapper(this);
        return known;
    }

    /** Apart, as Jackson is loaded with whatever names its modules. */
    private static final class Sorting {
        static JsonMapper mapper(CommandContent content) {
            return StrictJson.mapper()
                    .rebuild()
                    .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
                    .addModule(new SimpleModule().addSerializer(content.new Sorted()))
                    .build();
        }
    }

    /** The order of a set is chance; with those of the JDK it is another one in each process. */
    private final class Sorted extends StdSerializer<Set<?>> {
        Sorted() {
            super(Set.class);
        }

        @Override
        public void serialize(Set<?> values, JsonGenerator json, SerializationContext context) {
            json.writeStartArray();
            values.stream().map(mapper()::writeValueAsString).sorted().forEach(json::writeRawValue);
            json.writeEndArray();
        }
    }
}
