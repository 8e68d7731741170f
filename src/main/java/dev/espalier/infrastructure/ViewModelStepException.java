package dev.espalier.infrastructure;

/** A version of a view is not where this step begins. Nothing was changed. */
public final class ViewModelStepException extends EspalierException {
    private static final long serialVersionUID = 1;

    private final String view;
    private final int version;
    private final boolean retryable;

    /**
     * For the library.
     *
     * @param view its name
     * @param version which version; 0 where it is about none
     * @param rule why not, and what to do
     * @param retryable whether it only takes some time
     */
    public ViewModelStepException(String view, int version, String rule, boolean retryable) {
        super((version == 0 ? "view " + view : "version " + version + " of view " + view) + " " + rule, null);
        this.view = view;
        this.version = version;
        this.retryable = retryable;
    }

    /**
     * Of which view.
     *
     * @return its name
     */
    public String view() {
        return view;
    }

    /**
     * Which version.
     *
     * @return 0 where it is about none
     */
    public int version() {
        return version;
    }

    /** True for a version that is still too far behind to go live. */
    @Override
    public boolean retryable() {
        return retryable;
    }
}
