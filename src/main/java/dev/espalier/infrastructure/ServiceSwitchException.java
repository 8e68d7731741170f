package dev.espalier.infrastructure;

/** A snapshot update service cannot go over to another mode as it stands. Nothing was changed. */
public final class ServiceSwitchException extends EspalierException {
    private static final long serialVersionUID = 1;

    private final String service;
    private final boolean retryable;

    /**
     * For the library.
     *
     * @param service its name
     * @param rule why not, and what to do
     * @param retryable whether it only takes some time
     */
    public ServiceSwitchException(String service, String rule, boolean retryable) {
        super("snapshot update service " + service + " " + rule, null);
        this.service = service;
        this.retryable = retryable;
    }

    /**
     * Which service.
     *
     * @return its name
     */
    public String service() {
        return service;
    }

    /** True for a service that is still too far behind to run inline. */
    @Override
    public boolean retryable() {
        return retryable;
    }
}
