package dev.espalier.tck;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.sql.DataSource;

/** A data source that can be taken away. */
public record CutOff(DataSource good, AtomicBoolean gone) {
    public CutOff(DataSource good) {
        this(good, new AtomicBoolean());
    }

    public AutoCloseable begin() {
        gone.set(true);
        return () -> gone.set(false);
    }

    public DataSource source() {
        InvocationHandler handler = (proxy, method, arguments) -> {
            if (gone.get() && method.getName().equals("getConnection"))
                throw new SQLException("the database is gone", "08001");
            try {
                return method.invoke(good, arguments);
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
        };
        return (DataSource)
                Proxy.newProxyInstance(CutOff.class.getClassLoader(), new Class<?>[] {DataSource.class}, handler);
    }
}
