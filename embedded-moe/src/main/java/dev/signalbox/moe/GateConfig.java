package dev.signalbox.moe;

import dev.signalbox.experts.Settings.Effort;
import dev.signalbox.moe.gate.GateShape;
import dev.signalbox.moe.gate.Steering;
import dev.signalbox.yaml.Option;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What a roster says of a sparse model's gating networks; without it they are left alone, which costs nothing. */
public record GateConfig(
        @Option(value = "share of replies whose choice of experts is watched, 0 to 1", otherwise = "0")
        double telemetry,

        @Option("experts that a token meets, by the effort that a query asks for")
        ByEffort activeExperts,

        @Option("biases and masks of the gates by name, then by layer, for callers who may steer")
        Map<String, Map<String, LayerSteering>> steerings) {

    public static final GateConfig NONE = new GateConfig(0, ByEffort.ALIKE, Map.of());

    public GateConfig {
        if (!(telemetry >= 0 && telemetry <= 1)) {
            throw new IllegalArgumentException("telemetry: " + telemetry + ", expected 0 to 1");
        }
        steerings = Collections.unmodifiableMap(new LinkedHashMap<>(steerings));
    }

    /** Watched and otherwise left alone. */
    public static GateConfig watching(double rate) {
        return new GateConfig(rate, ByEffort.ALIKE, Map.of());
    }

    /** How many experts a token meets in each layer; null as many as otherwise. */
    public record ByEffort(
            @Option("at none, minimal and low effort") @Nullable
            Integer low,

            @Option("at medium effort") @Nullable Integer medium,
            @Option("at high and xhigh effort") @Nullable Integer high) {

        static final ByEffort ALIKE = new ByEffort(null, null, null);

        public ByEffort {
            check("low", low);
            check("medium", medium);
            check("high", high);
        }

        private static void check(String key, @Nullable Integer value) {
            if (value != null && value < 1) {
                throw new IllegalArgumentException("active-experts." + key + ": " + value + ", expected at least 1");
            }
        }

        @Nullable
        Integer at(@Nullable Effort effort) {
            return switch (effort) {
                case NONE, MINIMAL, LOW -> low;
                case MEDIUM -> medium;
                case HIGH, XHIGH -> high;
                case null -> null;
            };
        }

        List<Integer> all() {
            return Stream.of(low, medium, high)
                    .filter(Objects::nonNull)
                    .distinct()
                    .toList();
        }
    }

    /** How one layer is steered. */
    public record LayerSteering(
            @Option("experts that may not be chosen") List<Integer> mask,

            @Option("experts besides which none may be chosen")
            List<Integer> only,

            @Option("added to the gate's logits, by expert") Map<String, Double> bias) {

        Steering.Layer layer() {
            var byExpert = new TreeMap<Integer, Double>();
            bias.forEach((expert, value) -> byExpert.put(number("expert", expert), value));
            return new Steering.Layer(mask, only, byExpert);
        }
    }

    /**
     * The steerings, checked against a model.
     *
     * @param most experts that a token may meet at any effort
     */
    Map<String, Steering> steerings(GateShape shape, int most) {
        var named = new LinkedHashMap<String, Steering>();
        steerings.forEach((name, layers) -> {
            var byNumber = new TreeMap<Integer, Steering.Layer>();
            layers.forEach((layer, form) -> byNumber.put(number("layer", layer), form.layer()));
            named.put(name, Steering.of(name, byNumber, shape, most));
        });
        return named;
    }

    private static int number(String what, String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "gate.steerings: " + what + " \"" + text + "\", expected its number, from 0", e);
        }
    }
}
