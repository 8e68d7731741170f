package dev.espalier.infrastructure;

/** What a version of a view does itself has failed: its tables could not be created or dropped, or its check refuses it. */
public final class ViewModelFailedException extends EspalierException {
    private static final long serialVersionUID = 1;

    private final String view;
    private final int version;

    /**
     * For the library.
     *
     * @param model which version
     * @param step what it was to do
     * @param cause what it threw
     */
    public ViewModelFailedException(ViewModel model, String step, Throwable cause) {
        super(
                "version " + model.version() + " of view " + model.view() + " could not " + step + ": "
                        + cause.getMessage(),
                cause);
        this.view = model.view();
        this.version = model.version();
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
     * @return 1 or more
     */
    public int version() {
        return version;
    }
}
