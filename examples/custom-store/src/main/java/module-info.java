/** A store of one's own: events in a file. */
module com.example.filestore {
    requires dev.espalier;

    exports com.example.filestore;
}
