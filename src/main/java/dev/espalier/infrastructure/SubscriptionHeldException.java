package dev.espalier.infrastructure;

/** A subscription belongs to another instance at the moment. Nothing was done here. */
public final class SubscriptionHeldException extends EspalierException {
    private static final long serialVersionUID = 1;

    private final String subscription;
    private final String owner;

    /**
     * For the library.
     *
     * @param subscription its name
     * @param owner the instance that has its lease
     */
    public SubscriptionHeldException(String subscription, String owner) {
        super(
                "subscription " + subscription + " is held by instance " + owner
                        + ": do it there, or stop it there first; its status there says what it is at",
                null);
        this.subscription = subscription;
        this.owner = owner;
    }

    /**
     * Which one.
     *
     * @return the name of the subscription
     */
    public String subscription() {
        return subscription;
    }

    /**
     * Who has it.
     *
     * @return what {@code subscriptions().instance()} is there
     */
    public String owner() {
        return owner;
    }

    /** True: it may be given back, or lapse. */
    @Override
    public boolean retryable() {
        return true;
    }
}
