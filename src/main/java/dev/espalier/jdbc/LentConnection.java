package dev.espalier.jdbc;

import dev.espalier.infrastructure.UnsuitableTransactionException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A connection in the hands of somebody who may write rows with it but not end its transaction, nor change its settings. It
 * looks as a connection in a transaction does, whatever is behind it, and is dead when it is handed back.
 */
public final class LentConnection implements InvocationHandler, AutoCloseable {
    private static final Set<String> REFUSED = Set.of(
            "commit",
            "close",
            "abort",
            "setAutoCommit",
            "setReadOnly",
            "setTransactionIsolation",
            "setCatalog",
            "setSchema",
            "setHoldability",
            "setNetworkTimeout",
            "beginRequest",
            "endRequest",
            "setShardingKey",
            "setShardingKeyIfValid");

    private final Connection connection;
    private final Thread borrower = Thread.currentThread();
    private final Connection proxy;
    private @Nullable UnsuitableTransactionException refused;
    private boolean open = true;

    /** Lends to the calling thread. */
    public LentConnection(Connection connection) {
        this.connection = connection;
        this.proxy = (Connection)
                Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] {Connection.class}, this);
    }

    /** What is lent. */
    public Connection connection() {
        return proxy;
    }

    /** Ends the loan, however the call went. */
    @Override
    public void close() {
        open = false;
    }

    /** Throws what the borrower was told, in case it swallowed it. */
    public void refuseWhenAbused() {
        if (refused != null) throw refused;
    }

    @Override
    public @Nullable Object invoke(Object self, Method method, Object @Nullable [] arguments) throws Throwable {
        String name = method.getName();
        if (name.equals("equals") && arguments != null) return self == arguments[0];
        if (name.equals("hashCode")) return System.identityHashCode(self);
        if (name.equals("isClosed")) return !open;
        if (!open || Thread.currentThread() != borrower)
            throw new UnsuitableTransactionException(
                    "the connection of a snapshot update service was used after its call, or in another thread", null);
        if (name.equals("getAutoCommit")) return false;
        if (ends(name, arguments)) throw refuse(name);
        try {
            return method.invoke(connection, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause() == null ? e : e.getCause();
        }
    }

    private static boolean ends(String method, Object @Nullable [] arguments) {
        return REFUSED.contains(method) || method.equals("rollback") && arguments == null;
    }

    private UnsuitableTransactionException refuse(String method) {
        var refusal = new UnsuitableTransactionException(
                "a snapshot update service called " + method + "() on its connection: it only writes rows, in the"
                        + " transaction that stores the events, and the store alone ends that; nothing was stored",
                null);
        if (refused == null) refused = refusal;
        return refusal;
    }
}
