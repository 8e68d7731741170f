package dev.espalier.keys;

import dev.espalier.infrastructure.EspalierException;

/** Personal data of a subject that has been forgotten was to be written; nothing was stored. */
public final class ForgottenSubjectException extends EspalierException {
    private static final long serialVersionUID = 1;

    /** Who has been forgotten. */
    private final String subject;

    /**
     * For the library and for authors of key stores.
     *
     * @param subject who has been forgotten
     */
    public ForgottenSubjectException(String subject) {
        super(
                "subject " + subject
                        + " has been forgotten: no personal data of it is taken any more. Leave it out, or use"
                        + " another subject for a person who comes back",
                null);
        this.subject = subject;
    }

    /**
     * Who.
     *
     * @return the subject
     */
    public String subject() {
        return subject;
    }
}
