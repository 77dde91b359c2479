package dev.signalbox.moe.llama;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * Which weights lie on which device.
 *
 * @param layers on GPUs, counted from the end, the output being the last; {@link #ALL} for every one
 * @param split among several GPUs
 * @param shares [GPU] how much each takes, in any unit; none leaves it to the library, which goes by free memory
 * @param main the GPU that takes all when nothing is split, and the small tensors when rows are
 * @param overrides for tensors by name, the first that matches; they come before {@code layers}
 */
public record Offload(int layers, Split split, List<Double> shares, int main, List<Pin> overrides) {

    /** More layers than any model has. */
    public static final int ALL = 9_999;

    /** Everything on the processor. */
    public static final Offload NONE = new Offload(0, Split.LAYER, List.of(), 0, List.of());

    private static final int MOST_DEVICES = 16;
    private static final int MOST_OVERRIDES = 1_024;

    /** How several GPUs share a model. */
    public enum Split {
        /** One GPU takes all. */
        NONE(0),
        /** Each takes whole layers and their cache. */
        LAYER(1),
        /** Each takes rows of every matrix. */
        ROW(2);

        private final int code;

        Split(int code) {
            this.code = code;
        }

        /** As llama.cpp numbers it. */
        int code() {
            return code;
        }
    }

    /**
     * Tensors that lie elsewhere than their layer.
     *
     * @param pattern that a part of the tensor's name matches, such as {@code \.ffn_.*_exps\.}
     * @param device by name; {@code CPU} is the processor
     */
    public record Pin(String pattern, String device) {

        public Pin {
            if (device.isBlank()) {
                throw new IllegalArgumentException("overrides: no device for " + pattern + ", expected PATTERN=DEVICE");
            }
            try {
                Pattern.compile(pattern);
            } catch (PatternSyntaxException e) {
                throw new IllegalArgumentException(
                        "overrides: \"" + pattern + "\" is no regular expression: " + e.getDescription(), e);
            }
        }

        /** Reads {@code PATTERN=DEVICE}; a pattern may contain the sign. */
        public static Pin parse(String text) {
            int at = text.lastIndexOf('=');
            if (at < 1 || at == text.length() - 1) {
                throw new IllegalArgumentException(
                        "overrides: \"" + text + "\", expected PATTERN=DEVICE such as \\.ffn_.*_exps\\.=CPU");
            }
            return new Pin(text.substring(0, at), text.substring(at + 1));
        }

        @Override
        public String toString() {
            return pattern + "=" + device;
        }
    }

    public Offload {
        requireNonNull(split);
        shares = List.copyOf(shares);
        overrides = List.copyOf(overrides);
        if (layers < 0 || layers > ALL) {
            throw new IllegalArgumentException("layers: " + layers + ", expected 0 to " + ALL);
        }
        if (main < 0 || main >= MOST_DEVICES) {
            throw new IllegalArgumentException("main: " + main + ", expected 0 to " + (MOST_DEVICES - 1));
        }
        if (overrides.size() > MOST_OVERRIDES) {
            throw new IllegalArgumentException(
                    "overrides: " + overrides.size() + ", expected at most " + MOST_OVERRIDES);
        }
        checkShares(shares);
    }

    private static void checkShares(List<Double> shares) {
        boolean sound = shares.stream().allMatch(share -> share >= 0 && share < Double.POSITIVE_INFINITY);
        if (!sound || shares.size() > MOST_DEVICES) {
            throw new IllegalArgumentException(
                    "tensor-split: " + shares + ", expected at most " + MOST_DEVICES + " numbers, none negative");
        }
        if (!shares.isEmpty() && shares.stream().allMatch(share -> share == 0)) {
            throw new IllegalArgumentException("tensor-split: " + shares + ", expected a share above 0");
        }
    }

    /** Whether anything leaves the processor. */
    public boolean usesGpu() {
        return layers > 0
                || overrides.stream().anyMatch(override -> !override.device().equals("CPU"));
    }
}
