module com.example.invoicing {
    requires dev.espalier;
    requires com.zaxxer.hikari;
    requires java.sql;
    requires org.xerial.sqlitejdbc;

    // events are stored as JSON
    exports com.example.invoicing.domain.events to
            tools.jackson.databind;
}
