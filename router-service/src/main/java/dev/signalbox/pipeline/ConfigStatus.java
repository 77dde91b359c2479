package dev.signalbox.pipeline;

import dev.signalbox.yaml.ConfigException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * How the operator's files stand against what is in force.
 *
 * @param current false when the files on disk are wrong and an earlier state stays in force
 * @param since when what is in force was loaded
 * @param inForce the files that it came from, the roster first; as they were then
 * @param problems what is wrong on disk; empty when {@code current}
 * @param outOfService experts of the roster that nobody can ask, and why
 */
public record ConfigStatus(
        boolean current,
        Instant since,
        List<InForce> inForce,
        List<Problem> problems,
        Map<String, String> outOfService) {

    public ConfigStatus {
        inForce = List.copyOf(inForce);
        problems = List.copyOf(problems);
        outOfService = Map.copyOf(outOfService);
    }

    /** What is wrong on disk, a line for each; empty when {@link #current}. */
    public String problem() {
        return problems.stream().map(Problem::toString).collect(Collectors.joining("\n"));
    }

    ConfigStatus wrong(List<Problem> why) {
        return new ConfigStatus(false, since, inForce, why, outOfService);
    }

    /**
     * @param file its path
     * @param kind {@code roster} or {@code policy}
     * @param name the policy's, empty for the roster
     * @param version of its meaning, as decisions name it
     */
    public record InForce(String file, String kind, String name, String version) {}

    /**
     * @param file its path, empty when it is no file's fault
     * @param line from 1, 0 when it is not known
     * @param key path from the root, such as {@code experts[0].limits.context}; may be empty
     * @param message what was found and what was expected
     */
    public record Problem(String file, int line, String key, String message) {

        static Problem of(ConfigException.Problem problem) {
            var place = problem.place();
            var expected = problem.expected().isEmpty() ? "" : ", expected " + problem.expected();
            return new Problem(place.file(), place.line(), place.path(), problem.found() + expected);
        }

        static Problem general(String message) {
            return new Problem("", 0, "", message);
        }

        @Override
        public String toString() {
            var place = file.isEmpty() ? "" : file + ":" + line + ": ";
            return place + (key.isEmpty() ? "" : key + ": ") + message;
        }
    }
}
