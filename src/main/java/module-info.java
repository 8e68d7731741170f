/**
 * Commands, events and snapshot update services for a system that already runs.
 *
 * <p>An application uses {@link dev.espalier} to put the parts together and a store from {@code dev.espalier.store}; its
 * domain imports {@link dev.espalier.infrastructure} alone.
 */
@org.jspecify.annotations.NullMarked
module dev.espalier {
    requires org.slf4j;
    requires transitive tools.jackson.databind;
    requires static java.sql;
    requires static org.jspecify;

    exports dev.espalier;
    exports dev.espalier.infrastructure;
    exports dev.espalier.keys;
    exports dev.espalier.keys.jdbc;
    exports dev.espalier.serialization;
    exports dev.espalier.store;
    exports dev.espalier.store.jdbc;
    exports dev.espalier.store.memory;
    exports dev.espalier.subscription;
    exports dev.espalier.testing;
}
