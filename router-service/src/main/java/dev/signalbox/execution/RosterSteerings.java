package dev.signalbox.execution;

import dev.signalbox.moe.GateConfig;
import dev.signalbox.moe.LocalProvider;
import dev.signalbox.policy.RosterFile;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The steerings that a roster defines for its local sparse experts, in words that are equal when they do the same. */
public final class RosterSteerings {

    private RosterSteerings() {}

    /** What each does, by its name and whose it is. */
    public static Map<String, String> of(RosterFile roster) {
        var all = new TreeMap<String, String>();
        for (var entry : roster.entries()) {
            for (var deployment : entry.deployments()) {
                if (deployment.config() instanceof LocalProvider.Config config) {
                    config.gate()
                            .steerings()
                            .forEach((name, layers) -> all.put(
                                    "%s of %s (%s)".formatted(name, entry.card().name(), deployment.name()),
                                    words(layers)));
                }
            }
        }
        return all;
    }

    private static String words(Map<String, GateConfig.LayerSteering> layers) {
        return new TreeMap<>(layers)
                .entrySet().stream()
                        .map(each -> "layer " + each.getKey() + ": " + words(each.getValue()))
                        .collect(Collectors.joining("; "));
    }

    private static String words(GateConfig.LayerSteering layer) {
        return "mask " + layer.mask().stream().sorted().toList() + ", only "
                + layer.only().stream().sorted().toList() + ", bias " + new TreeMap<>(layer.bias());
    }
}
