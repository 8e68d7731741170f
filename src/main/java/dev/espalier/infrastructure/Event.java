package dev.espalier.infrastructure;

import java.util.Set;

/**
 * What happened, and cannot be refused any more: a record with all that its readers need, as they see nothing else. Events
 * of one kind of stream form a sealed family; the family is registered, its records are found by themselves.
 */
public interface Event {
    /**
     * By what this event can be found across streams. Overridden once, in the sealed family, as a rule.
     *
     * @return the tags; none by default
     */
    default Set<Tag> tags() {
        return Set.of();
    }
}
