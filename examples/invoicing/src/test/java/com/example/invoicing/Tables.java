package com.example.invoicing;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** All rows of the old system as text, apart from the time that a trigger writes. */
final class Tables {
    private static final String NAMES = """
            SELECT t.name, group_concat(c.name) FROM sqlite_schema t, pragma_table_info(t.name) c
            WHERE t.type = 'table' AND t.name NOT LIKE 'espalier%' AND t.name NOT LIKE 'sqlite%'
              AND c.name <> 'updated_at'
            GROUP BY t.name ORDER BY t.name""";

    private Tables() {}

    static List<String> dump(Connection connection) throws SQLException {
        List<String> lines = new ArrayList<>();
        for (String table : query(connection, NAMES)) {
            String[] parts = table.split("\\|");
            lines.add(parts[0]);
            lines.addAll(query(connection, "SELECT " + parts[1] + " FROM " + parts[0] + " ORDER BY 1, 2"));
        }
        return lines;
    }

    static List<String> query(Connection connection, String sql) throws SQLException {
        List<String> lines = new ArrayList<>();
        try (var statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            int columns = result.getMetaData().getColumnCount();
            while (result.next()) {
                List<String> values = new ArrayList<>();
                for (int i = 1; i <= columns; i++) values.add(String.valueOf(result.getString(i)));
                lines.add(String.join("|", values));
            }
        }
        return lines;
    }
}
