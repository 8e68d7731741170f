package com.example.invoicing.feeding;

/** The whole source read once before the first command is sent, so that a bad file is refused with nothing half-done. */
public record Survey(long documents, long lines) {
    public static Survey of(Source source) {
        long documents = 0;
        long lines = 0;
        try (var reader = new Documents(source)) {
            for (var next = reader.next(); next.isPresent(); next = reader.next()) {
                documents++;
                lines += next.get().lines().size();
            }
        }
        return new Survey(documents, lines);
    }
}
