package dev.signalbox.cli;

import dev.signalbox.moe.GateConfig;
import dev.signalbox.moe.gate.Steering;
import dev.signalbox.yaml.Binder;
import dev.signalbox.yaml.Option;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Steerings in a file of their own, as they stand under {@code gate} in a roster. */
record SteeringFile(
        @Option("biases and masks by name, then by layer")
        Map<String, Map<String, GateConfig.LayerSteering>> steerings) {

    static SteeringFile read(Path file) throws IOException {
        return Binder.bind(file.toString(), Files.readAllBytes(file), SteeringFile.class);
    }

    /** The only one in the file. */
    String name() {
        if (steerings.size() != 1) {
            throw VerbException.failed("--steering: " + steerings.size() + " steerings in the file, expected one");
        }
        return steerings.keySet().iterator().next();
    }

    static String yaml(String name, Map<Integer, Steering.Layer> layers) {
        return layers.isEmpty()
                ? "steerings:\n  " + name + ": {}\n"
                : new TreeMap<>(layers)
                        .entrySet().stream()
                                .map(layer -> "    \"" + layer.getKey() + "\": {bias: {"
                                        + bias(layer.getValue().bias()) + "}}\n")
                                .collect(Collectors.joining("", "steerings:\n  " + name + ":\n", ""));
    }

    private static String bias(Map<Integer, Double> bias) {
        return List.copyOf(new TreeMap<>(bias).entrySet()).stream()
                .map(each -> String.format(Locale.ROOT, "\"%d\": %.3f", each.getKey(), each.getValue()))
                .collect(Collectors.joining(", "));
    }
}
