package dev.espalier.subscription;

import dev.espalier.store.Checkpoints;
import dev.espalier.store.ViewCheckpoints;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.function.Consumer;

/** Checkpoints before each of whose calls something happens. */
final class Called {
    private Called() {}

    /** The name of the method is told. */
    static ViewCheckpoints before(Checkpoints checkpoints, Consumer<String> call) {
        return (ViewCheckpoints) Proxy.newProxyInstance(
                Checkpoints.class.getClassLoader(),
                new Class<?>[] {ViewCheckpoints.class},
                (self, method, arguments) -> {
                    if (method.getName().equals("equals")) return self == arguments[0];
                    call.accept(method.getName());
                    try {
                        return method.invoke(checkpoints, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }
}
