package dev.espalier.subscription;

/** Takes back the batch in which an event could not be handled. */
final class Poisoned extends RuntimeException {
    private static final long serialVersionUID = 1;

    final int before;
    final RuntimeException failure;

    /** So many events of the batch went well before it. */
    Poisoned(int before, RuntimeException failure) {
        super(null, failure, false, false);
        this.before = before;
        this.failure = failure;
    }
}
