package dev.espalier.infrastructure;

/**
 * One version of a view: a projector with rows of its own, which can be built beside the version in use, checked, and put in
 * its place, without an hour in which nobody is served. Versions of a view are classes of their own, or one class with the
 * version as a parameter.
 *
 * <pre>{@code
 * class AccountsByCountry extends ViewModel {
 *     AccountsByCountry(AccountRows rows) {
 *         super("customer-accounts", 2);
 *         on(NewInvoiceCreated.class, rows::invoiced);
 *     }
 * }
 * }</pre>
 *
 * Complete after its constructor; then called by one thread at a time, for each partition where it is divided.
 */
public abstract class ViewModel extends Projector {
    private final String view;
    private final int version;

    /**
     * A version of a view.
     *
     * @param view 1 to 48 code points, not blank; the same for all versions
     * @param version 1 or more; of a version whose projections have changed, another one
     */
    protected ViewModel(String view, int version) {
        super(view + "@" + version);
        Text.check("view name", view, 48);
        if (version < 1) throw new InvalidInputException("version of view " + view, version, "must be 1 or more");
        this.view = view;
        this.version = version;
    }

    /**
     * Of which view.
     *
     * @return the name that its versions share; with the version it is the name of the projector
     */
    public final String view() {
        return view;
    }

    /**
     * Which version.
     *
     * @return 1 or more
     */
    public final int version() {
        return version;
    }

    /**
     * Creates what its rows are written to, empty. What is there is left over by an attempt that was killed, and goes.
     *
     * @param transaction the way to the database of the rows
     * @throws Exception anything; the version is not prepared then
     */
    public abstract void create(Transaction transaction) throws Exception;

    /**
     * Drops what its rows were written to, if it is there.
     *
     * @param transaction the way to the database of the rows
     * @throws Exception anything; on a database that rolls definitions back, all is as before then
     */
    public abstract void drop(Transaction transaction) throws Exception;

    /**
     * Refuses to go live, by throwing. The version in use stands at the very same event meanwhile, so both can be compared.
     * Keep it short: neither of them follows the events until it is over. By default it refuses nothing.
     *
     * @param transaction the way to read rows
     * @throws Exception what is wrong; the version in use stays so
     */
    public void verify(Transaction transaction) throws Exception {}
}
