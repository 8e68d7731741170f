package dev.espalier.serialization.registry;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** A payload on its way through the steps: bytes, a tree, or both, each made when it is needed. For one thread. */
final class Payload {
    private final JsonTree json;
    private byte @Nullable [] bytes;
    private @Nullable ObjectNode tree;

    Payload(JsonTree json, byte[] bytes) {
        this.json = json;
        this.bytes = bytes;
    }

    Payload(JsonTree json, ObjectNode tree) {
        this.json = json;
        this.tree = tree;
    }

    byte[] bytes() {
        byte[] known = bytes;
        if (known == null) bytes = known = json.write(tree());
        return known;
    }

    ObjectNode tree() {
        ObjectNode known = tree;
        if (known == null) tree = known = json.read(bytes());
        return known;
    }
}
