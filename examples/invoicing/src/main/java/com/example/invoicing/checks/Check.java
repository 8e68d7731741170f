package com.example.invoicing.checks;

/** One thing that must hold, and whether it does. */
public record Check(String name, boolean passed, String figures) {
    @Override
    public String toString() {
        return (passed ? "PASS  " : "FAIL  ") + name + ": " + figures;
    }
}
