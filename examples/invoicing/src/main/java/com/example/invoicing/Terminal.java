package com.example.invoicing;

/** Whether somebody looks at a screen. */
final class Terminal {
    private Terminal() {}

    /** From JDK 22 on there is a console without a terminal too, and it can say so. */
    static boolean isThere() {
        var console = System.console();
        if (console == null) return false;
        try {
            return (boolean) java.io.Console.class.getMethod("isTerminal").invoke(console);
        } catch (NoSuchMethodException olderJdk) {
            return true;
        } catch (ReflectiveOperationException hidden) {
            return false;
        }
    }
}
