package dev.espalier.serialization;

import dev.espalier.infrastructure.Event;
import dev.espalier.infrastructure.InvalidInputException;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import tools.jackson.databind.node.ObjectNode;

/**
 * A step from one stored form of events to what reads today, or to the next step. What is stored never changes: steps are
 * taken when an event is decoded, by plain functions, on the payload as JSON or on an old record.
 *
 * <pre>{@code
 * Upcaster.from("NewInvoiceCreated", 1).to(2, json -> json.put("currency", "EUR"))
 * Upcaster.from("CustomerMoved", 1).as(CustomerMoved1.class).to(CustomerMoved.class, old -> new CustomerMoved(...))
 * }</pre>
 */
public sealed interface Upcaster {
    /**
     * Where the step begins.
     *
     * @return the stored form that it reads
     */
    Form from();

    /**
     * A form in which events are, or were, stored.
     *
     * @param type the stored name, 1 to 255 characters
     * @param schemaVersion 1 or more
     */
    record Form(String type, int schemaVersion) {
        /** Checks both. */
        public Form {
            if (type == null || type.isBlank() || type.length() > 255)
                throw new InvalidInputException("event type name", type, "must have 1 to 255 characters");
            if (schemaVersion < 1)
                throw new InvalidInputException("schema version", schemaVersion, "must be 1 or more");
        }

        // By hand: those of records are put together when they are first called, which takes a third of the time of a
        // start.
        @Override
        public boolean equals(Object other) {
            return other instanceof Form that && schemaVersion == that.schemaVersion && type.equals(that.type);
        }

        @Override
        public int hashCode() {
            return 31 * type.hashCode() + schemaVersion;
        }

        @Override
        public String toString() {
            return type + " in schema version " + schemaVersion;
        }
    }

    /**
     * What a step on JSON makes.
     *
     * @param form that it leads to
     * @param change from the payload, a copy of which it may change and return, to any number of payloads
     */
    record Part(Form form, Function<? super ObjectNode, ? extends List<ObjectNode>> change) {}

    /**
     * A step on JSON.
     *
     * @param from where it begins
     * @param parts what becomes of it, in order
     */
    record OnJson(Form from, List<Part> parts) implements Upcaster {
        /** Copies the parts. */
        public OnJson {
            parts = List.copyOf(parts);
        }
    }

    /**
     * A step on an old record.
     *
     * @param from where it begins
     * @param old into which the codec reads the payload
     * @param change from the old record to any number of events
     * @param into the classes that it makes: registered ones, or the old record of another step
     */
    record OnRecord(
            Form from,
            Class<? extends Event> old,
            Function<? super Event, ? extends List<? extends Event>> change,
            Set<Class<? extends Event>> into)
            implements Upcaster {
        /** Copies the classes. */
        public OnRecord {
            into = Set.copyOf(into);
        }
    }

    /**
     * The beginning of a step.
     *
     * @param type a stored name, today's or an old one
     * @param schemaVersion that is no longer written
     * @return what has to be said besides
     */
    static From from(String type, int schemaVersion) {
        return new From(new Form(type, schemaVersion));
    }

    /**
     * One of the events that a step on JSON makes.
     *
     * @param type the name of what it leads to
     * @param schemaVersion in which it is
     * @param change from the payload, a copy of which it may change and return, to any number of payloads
     * @return for {@link From#split}
     */
    static Part part(String type, int schemaVersion, Function<? super ObjectNode, ? extends List<ObjectNode>> change) {
        return new Part(new Form(type, schemaVersion), change);
    }

    /**
     * A step whose end is not said yet.
     *
     * @param form where it begins
     */
    record From(Form form) {
        /**
         * To a newer schema version of the same type.
         *
         * @param schemaVersion of the result
         * @param change may change what it is given, and return it
         * @return the step
         */
        public Upcaster to(int schemaVersion, UnaryOperator<ObjectNode> change) {
            return to(form.type, schemaVersion, change);
        }

        /**
         * To another type.
         *
         * @param type the name of the result
         * @param schemaVersion of the result
         * @param change may change what it is given, and return it
         * @return the step
         */
        public Upcaster to(String type, int schemaVersion, UnaryOperator<ObjectNode> change) {
            return split(part(type, schemaVersion, json -> List.of(change.apply(json))));
        }

        /**
         * To several events. It stays one stored event, with one version and position, that reads as several.
         *
         * @param parts in the order in which they are read
         * @return the step
         */
        public Upcaster split(Part... parts) {
            return new OnJson(form, List.of(parts));
        }

        /**
         * To nothing: the stored event is passed by.
         *
         * @return the step
         */
        public Upcaster drop() {
            return split();
        }

        /**
         * On an old record instead of JSON; for every codec.
         *
         * @param <O> the old record
         * @param old a record as the type was; it need not be registered
         * @return what has to be said besides
         */
        public <O extends Event> FromRecord<O> as(Class<O> old) {
            return new FromRecord<>(form, old);
        }
    }

    /**
     * A step on an old record whose end is not said yet.
     *
     * @param <O> the old record
     * @param form where it begins
     * @param old into which the codec reads the payload
     */
    record FromRecord<O extends Event>(Form form, Class<O> old) {
        /**
         * To one event.
         *
         * @param <N> the newer record
         * @param type a registered class, or the old record of another step
         * @param change from the old to the newer
         * @return the step
         */
        public <N extends Event> Upcaster to(Class<N> type, Function<? super O, ? extends N> change) {
            return split(event -> List.of(change.apply(event)), Set.of(type));
        }

        /**
         * To several events, or none. It stays one stored event, with one version and position.
         *
         * @param change from the old record to events, in the order in which they are read
         * @param types all classes that it can make
         * @return the step
         */
        public Upcaster split(
                Function<? super O, ? extends List<? extends Event>> change, Set<Class<? extends Event>> types) {
            return new OnRecord(form, old, event -> change.apply(old.cast(event)), types);
        }
    }
}
