package dev.espalier.serialization;

import dev.espalier.infrastructure.Event;
import dev.espalier.infrastructure.InvalidInputException;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Function;

/**
 * Which components of a type are data of a person: they are encrypted with a key of that person, and read as a placeholder
 * once the person has been forgotten. A type with data of two persons is described twice.
 *
 * <pre>{@code
 * PersonalData.of(CustomerRegistered.class, CustomerRegistered::customerId,
 *         new CustomerRegistered("?", "(forgotten)", "(forgotten)"), "name", "email")
 * }</pre>
 *
 * @param <E> the type of event
 * @param type its class
 * @param subject whose data it is
 * @param placeholder an event from which the components are taken when the subject is forgotten
 * @param components the names of the record's components that are encrypted
 */
public record PersonalData<E extends Event>(
        Class<E> type, Function<? super E, String> subject, E placeholder, Set<String> components) {
    /** Checks that the type has such components. */
    public PersonalData {
        components = new LinkedHashSet<>(components);
        if (!type.isRecord() || components.isEmpty())
            throw new InvalidInputException("personal data", type.getName(), "must be components of a record");
        var known = new LinkedHashSet<String>();
        for (var component : type.getRecordComponents()) known.add(component.getName());
        for (String component : components)
            if (!known.contains(component))
                throw new InvalidInputException(
                        "component", component, "is none of " + type.getName() + ", which has " + known);
        components = Collections.unmodifiableSet(components);
    }

    /**
     * Data of one person.
     *
     * @param <E> the type of event
     * @param type its class, of a registered family
     * @param subject whose data it is, from the event: 1 to 255 characters that stay when the name of the person changes
     * @param placeholder an event whose components are read instead once the subject is forgotten; they are stored with each event
     * @param components the names of the components that are encrypted
     * @return for {@code personal(...)} of the builder
     * @throws InvalidInputException when the record has no such component
     */
    public static <E extends Event> PersonalData<E> of(
            Class<E> type, Function<? super E, String> subject, E placeholder, String... components) {
        return new PersonalData<>(type, subject, placeholder, new LinkedHashSet<>(Arrays.asList(components)));
    }

    /**
     * Whose data an event holds.
     *
     * @param event of this type
     * @return the subject
     * @throws InvalidInputException when it is blank or too long
     */
    public String subjectOf(Event event) {
        String whose = subject.apply(type.cast(event));
        if (whose == null || whose.isBlank() || whose.length() > 255)
            throw new InvalidInputException(
                    "subject", whose, "of " + type.getName() + " must have 1 to 255 characters");
        return whose;
    }
}
