package dev.signalbox.moe;

import dev.signalbox.yaml.Option;

/** An adapter that an expert has on. */
public record AdapterConfig(
        @Option("a bundled adapter's name, or the path of a .gguf file")
        String file,

        @Option(value = "how much of it: 1 as it was trained, 0 nothing", otherwise = "1")
        double scale) {

    private static final double LARGEST = 100;

    public AdapterConfig {
        if (file.isBlank()) {
            throw new IllegalArgumentException("file: blank, expected a bundled adapter's name or a .gguf file");
        }
        if (!(Math.abs(scale) <= LARGEST)) {
            throw new IllegalArgumentException("scale: " + scale + ", expected -" + LARGEST + " to " + LARGEST);
        }
    }
}
