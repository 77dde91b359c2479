package dev.signalbox.yaml;

import java.util.List;
import java.util.stream.Collectors;

/** A configuration file is wrong. Its message has one line for each problem: file, line, key path, value, expectation. */
public final class ConfigException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient List<Problem> problems;

    public ConfigException(List<Problem> problems) {
        super(problems.stream().map(Problem::toString).collect(Collectors.joining("\n")));
        this.problems = List.copyOf(problems);
    }

    public ConfigException(Place place, String found, String expected) {
        this(List.of(new Problem(place, found, expected)));
    }

    public List<Problem> problems() {
        return problems;
    }

    /**
     * @param place where
     * @param found the offending value, or what is wrong with it
     * @param expected what should stand there; empty when {@code found} says it
     */
    public record Problem(Place place, String found, String expected) {
        @Override
        public String toString() {
            return place + found + (expected.isEmpty() ? "" : ", expected " + expected);
        }
    }
}
