package dev.espalier.store.jdbc;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;

/** The trip to PostgreSQL that writes events and ends with the commit, in the hands of a test. */
interface LastTrip {
    /** What is sent, with its commit at the end; itself as a rule. */
    default String text(String text) {
        return text;
    }

    /** Runs it, or does something else. */
    boolean run(Connection connection, PreparedStatement trip) throws SQLException;

    /** A connection that hands each of these trips over. */
    static Connection watch(Connection connection, LastTrip test) {
        return proxy(Connection.class, (self, method, arguments) -> {
            boolean isLast = method.getName().equals("prepareStatement")
                    && ((String) arguments[0]).matches("(?s).*insert into.*;\\s*commit");
            return isLast
                    ? watch(connection, connection.prepareStatement(test.text((String) arguments[0])), test)
                    : call(connection, method, arguments);
        });
    }

    private static PreparedStatement watch(Connection connection, PreparedStatement trip, LastTrip test) {
        return proxy(
                PreparedStatement.class,
                (self, method, arguments) -> method.getName().equals("execute")
                        ? test.run(connection, trip)
                        : call(trip, method, arguments));
    }

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(LastTrip.class.getClassLoader(), new Class<?>[] {type}, handler));
    }

    private static Object call(Object target, Method method, Object[] arguments) throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }
}
