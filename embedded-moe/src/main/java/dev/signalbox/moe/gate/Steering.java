package dev.signalbox.moe.gate;

import static java.util.Objects.requireNonNull;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What is added to the logits of a model's gating networks, by name. Two are equal when they have the same name and do the
 * same.
 *
 * <pre>
 *   bias  [layers][experts]  added to a logit; minus infinity for an expert that may not be chosen
 * </pre>
 */
public final class Steering {

    /** Beyond this a bias is a mask that says otherwise. */
    private static final double MOST_BIAS = 100;

    private final String name;
    private final float[] @Nullable [] bias;

    private Steering(String name, float[] @Nullable [] bias) {
        this.name = requireNonNull(name);
        this.bias = bias;
    }

    /**
     * How one layer is steered.
     *
     * @param mask experts that may not be chosen
     * @param only experts besides which none may be chosen; empty for any
     * @param bias added to the logits, by expert
     */
    public record Layer(List<Integer> mask, List<Integer> only, Map<Integer, Double> bias) {
        public Layer {
            mask = List.copyOf(mask);
            only = List.copyOf(only);
            bias = Map.copyOf(bias);
        }
    }

    /**
     * @param layers by number
     * @param used how many experts a token has: no layer may have fewer left
     * @throws IllegalArgumentException when a number is not the model's, or too few experts are left
     */
    public static Steering of(String name, Map<Integer, Layer> layers, GateShape shape, int used) {
        var bias = new float[shape.layers()][];
        new TreeMap<>(layers).forEach((number, layer) -> {
            if (number < 0 || number >= shape.layers()) {
                throw new IllegalArgumentException("steering " + name + ": layer " + number + ", expected 0 to "
                        + (shape.layers() - 1) + ", as the model has them");
            }
            bias[number] =
                    new LayerReading("steering " + name + ", layer " + number, shape.experts()).bias(layer, used);
        });
        return new Steering(name, bias);
    }

    public String name() {
        return name;
    }

    /** Of the model, steered or not. */
    public int layers() {
        return bias.length;
    }

    /** What is added in that layer; null where it is left alone. @return [experts]; not to be changed */
    public float @Nullable [] bias(int layer) {
        return layer < bias.length ? bias[layer] : null;
    }

    @Override
    public String toString() {
        return "steering " + name;
    }

    /** The checks on one layer, so that each can name it. */
    private record LayerReading(String place, int experts) {

        float[] bias(Layer layer, int used) {
            var sum = new float[experts];
            layer.bias().forEach((expert, value) -> sum[known("bias", expert)] = bounded(value));
            if (!layer.only().isEmpty()) {
                var allowed = new boolean[experts];
                layer.only().forEach(expert -> allowed[known("only", expert)] = true);
                for (int expert = 0; expert < experts; expert++) {
                    sum[expert] = allowed[expert] ? sum[expert] : Float.NEGATIVE_INFINITY;
                }
            }
            layer.mask().forEach(expert -> sum[known("mask", expert)] = Float.NEGATIVE_INFINITY);
            int left = 0;
            for (float each : sum) {
                left += each > Float.NEGATIVE_INFINITY ? 1 : 0;
            }
            if (left < used) {
                throw new IllegalArgumentException(place + ": " + left + " of " + experts
                        + " experts are left, expected at least the " + used + " that each token has");
            }
            return sum;
        }

        private int known(String key, int expert) {
            if (expert < 0 || expert >= experts) {
                throw new IllegalArgumentException(
                        place + ": " + key + " names expert " + expert + ", expected 0 to " + (experts - 1));
            }
            return expert;
        }

        private float bounded(double value) {
            if (!(Math.abs(value) <= MOST_BIAS)) {
                throw new IllegalArgumentException(place + ": bias " + value + ", expected -" + MOST_BIAS + " to "
                        + MOST_BIAS + "; mask keeps an expert from being chosen");
            }
            return (float) value;
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Steering steering
                && name.equals(steering.name)
                && Arrays.deepEquals(bias, steering.bias);
    }

    @Override
    public int hashCode() {
        return 31 * name.hashCode() + Arrays.deepHashCode(bias);
    }
}
