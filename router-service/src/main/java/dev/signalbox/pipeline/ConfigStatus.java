package dev.signalbox.pipeline;

import java.time.Instant;
import java.util.Map;

/**
 * How the operator's files stand against what is in force.
 *
 * @param current false when the files on disk are wrong and an earlier state stays in force
 * @param since when what is in force was loaded
 * @param problem what is wrong on disk, a line for each; empty when {@code current}
 * @param outOfService experts of the roster that nobody can ask, and why
 */
public record ConfigStatus(boolean current, Instant since, String problem, Map<String, String> outOfService) {

    public ConfigStatus {
        outOfService = Map.copyOf(outOfService);
    }

    ConfigStatus wrong(String why) {
        return new ConfigStatus(false, since, why, outOfService);
    }
}
