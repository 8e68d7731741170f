package dev.espalier.store.jdbc;

import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.Statement;
import java.util.Set;
import javax.sql.DataSource;

/** The other process: opens a store, and stops for ever before the nth statement that changes its schema, or the commit. */
final class MigratingChild {
    private static final Set<String> CHANGES = Set.of("create", "alter", "update", "insert", "commit");

    private final int stopBefore;
    private int changes;

    private MigratingChild(int stopBefore) {
        this.stopBefore = stopBefore;
    }

    public static void main(String[] arguments) {
        var kind = SchemaMigrationTest.Kind.valueOf(arguments[0]);
        var child = new MigratingChild(Integer.parseInt(arguments[3]));
        DataSource source = child.watched(DataSource.class, kind.source(arguments[1]));
        JdbcEventStore.builder(source).prefix(arguments[2]).build().close();
        System.out.println("opened");
    }

    private <T> T watched(Class<T> type, T good) {
        InvocationHandler handler = (proxy, method, arguments) -> {
            if (method.getName().equals("commit")) count("commit");
            if (method.getName().equals("execute") && arguments != null) count((String) arguments[0]);
            try {
                Object result = method.invoke(good, arguments);
                if (result instanceof Connection connection) return watched(Connection.class, connection);
                if (method.getName().equals("createStatement")) return watched(Statement.class, (Statement) result);
                return result;
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
        };
        return type.cast(Proxy.newProxyInstance(MigratingChild.class.getClassLoader(), new Class<?>[] {type}, handler));
    }

    private void count(String statement) throws IOException {
        if (!CHANGES.contains(statement.strip().split("\\s", 2)[0]) || ++changes < stopBefore) return;
        System.out.println("held");
        while (System.in.read() >= 0) {
            // until it is killed
        }
    }
}
