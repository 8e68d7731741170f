package dev.espalier.tck;

import dev.espalier.infrastructure.Transaction;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.Set;
import javax.sql.DataSource;

/** Rows of a table with one text column. */
public record TableRows(DataSource source, String table) implements Rows {
    @Override
    public void insert(Transaction transaction, String row) throws SQLException {
        try (var statement =
                transaction.as(Connection.class).prepareStatement("insert into " + table + " values (?)")) {
            statement.setString(1, row);
            statement.executeUpdate();
        }
    }

    @Override
    public Set<String> committed() throws SQLException {
        try (Connection connection = source.getConnection();
                var statement = connection.createStatement();
                var rows = statement.executeQuery("select text from " + table)) {
            var texts = new HashSet<String>();
            while (rows.next()) texts.add(rows.getString(1));
            return texts;
        }
    }
}
