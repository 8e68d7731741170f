package dev.espalier.testing;

import dev.espalier.store.Lease;

/** What may happen at each step that a process takes towards its database. */
interface Steps {
    /** Nothing does. */
    Steps UNDISTURBED = new Steps() {
        @Override
        public void before(String step, String name) {}

        @Override
        public void after(String step, String name) {}

        @Override
        public void moved(Lease lease) {}

        @Override
        public void word(String subscription) {}

        @Override
        public void silent(String transaction) {}
    };

    /** Before a step is taken: others act first, it fails, or the process dies. */
    void before(String step, String name);

    /** It is taken for good: its answer may be lost. */
    void after(String step, String name);

    /** A checkpoint was moved under this lease. */
    void moved(Lease lease);

    /** A person has set a checkpoint anywhere. */
    void word(String subscription);

    /** The database has heard nothing of a transaction for too long, and ends it. */
    void silent(String transaction);
}
