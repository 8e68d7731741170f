package dev.espalier.serialization.registry;

import dev.espalier.infrastructure.Event;
import dev.espalier.serialization.EventCodec;
import dev.espalier.serialization.PersonalData;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Whether a personal component also feeds a tag or the key of the stream, where it stands in the clear for ever: changes the
 * component of the placeholder, and looks whether they change with it.
 */
final class LeakCheck {
    private static final List<String> OTHER_TEXTS = List.of(
            "2001-02-03", "2001-02-03T04:05:06Z", "2001-02-03T04:05:06", "8c1f6c2e-5d0b-4a53-9f0a-0d1f3f1c7a11");

    private final EventCodec codec;
    private final Function<Event, Object> stream;
    private final JsonTree json = new JsonTree();

    LeakCheck(EventCodec codec, Function<Event, Object> stream) {
        this.codec = codec;
        this.stream = stream;
    }

    List<String> of(PersonalData<?> data) {
        var found = new ArrayList<String>();
        for (String component : data.components()) {
            String what =
                    "personal component " + component + " of " + data.type().getSimpleName();
            try {
                Optional<Event> other = changed(data, component);
                if (other.isEmpty())
                    found.add(what + " could not be checked: see that no tag and no stream key holds it");
                else if (!other.get().tags().equals(data.placeholder().tags()))
                    found.add(what + " also feeds a tag, which forgetting does not erase");
                else if (!stream.apply(other.get()).equals(stream.apply(data.placeholder())))
                    found.add(what + " also feeds the stream key, which forgetting does not erase");
            } catch (Exception e) {
                found.add(what + " could not be checked (" + e.getMessage()
                        + "): see that no tag and no stream key holds it");
            }
        }
        return found;
    }

    private Optional<Event> changed(PersonalData<?> data, String component) throws Exception {
        ObjectNode placeholder = json.read(codec.encode(data.placeholder()));
        for (JsonNode candidate : candidates(placeholder.get(component))) {
            ObjectNode tree = placeholder.deepCopy();
            tree.set(component, candidate);
            try {
                return Optional.of(codec.decode(json.write(tree), data.type()));
            } catch (Exception doesNotFit) {
                continue;
            }
        }
        return Optional.empty();
    }

    private static List<JsonNode> candidates(JsonNode value) {
        var nodes = JsonNodeFactory.instance;
        var all = new ArrayList<JsonNode>();
        if (value.isNumber()) all.add(nodes.numberNode(value.asLong() + 1));
        if (value.isBoolean()) all.add(nodes.booleanNode(!value.asBoolean()));
        if (value.isString()) {
            all.add(nodes.stringNode(value.asString() + "x"));
            for (String other : OTHER_TEXTS) all.add(nodes.stringNode(other));
        }
        return all;
    }
}
