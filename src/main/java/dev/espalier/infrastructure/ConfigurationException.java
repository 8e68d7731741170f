package dev.espalier.infrastructure;

import java.util.List;

/** What was put together does not fit. Tells all problems at once, when it is opened and before any command is taken. */
public final class ConfigurationException extends EspalierException {
    private static final long serialVersionUID = 1;

    private final transient List<String> problems;

    /**
     * For the library and for store authors.
     *
     * @param problems each a sentence that says what to do
     */
    public ConfigurationException(List<String> problems) {
        super(String.join(System.lineSeparator(), problems), null);
        this.problems = List.copyOf(problems);
    }

    /**
     * What is wrong.
     *
     * @return each problem, as a sentence that says what to do
     */
    public List<String> problems() {
        return problems;
    }
}
