package dev.signalbox.moe.llama;

import java.util.Map;

/**
 * How the next token is drawn: the likeliest, or at random.
 *
 * @param temperature flattens the distribution; 0 is the likeliest token after the shaping's biases and penalties
 * @param topP draws among the likeliest tokens that together have this mass, in (0, 1], after the temperature
 * @param seed makes drawing repeatable
 */
public record Sampling(double temperature, double topP, int seed, Shaping shaping) {

    public static final Sampling GREEDY = new Sampling(0, 1, 0, Shaping.NONE);

    public Sampling {
        Shaping.check("temperature", temperature, temperature >= 0 && temperature <= Float.MAX_VALUE, "at least 0");
        Shaping.check("top_p", topP, topP > 0 && topP <= 1, "within (0, 1]");
    }

    /** Without shaping. */
    public Sampling(double temperature, double topP, int seed) {
        this(temperature, topP, seed, Shaping.NONE);
    }

    /**
     * What is done to the logits before a token is drawn. Penalties look at what was generated, not at the prompt.
     *
     * @param presence taken from the logit of a token that was generated
     * @param frequency taken from it for each time
     * @param repeat divides such a logit when it is positive, multiplies it when it is not; 1 is none
     * @param topK draws among so many of the likeliest; below 1 among all
     * @param minP draws among tokens at least so likely as this share of the likeliest one, in [0, 1]
     * @param bias added to the logits, by token
     */
    public record Shaping(
            double presence, double frequency, double repeat, int topK, double minP, Map<Integer, Double> bias) {
        public static final Shaping NONE = new Shaping(0, 0, 1, 0, 0, Map.of());

        public Shaping {
            check("presence_penalty", presence, Math.abs(presence) <= Float.MAX_VALUE, "a number");
            check("frequency_penalty", frequency, Math.abs(frequency) <= Float.MAX_VALUE, "a number");
            check("repeat_penalty", repeat, repeat > 0 && repeat <= Float.MAX_VALUE, "above 0");
            check("min_p", minP, minP >= 0 && minP <= 1, "within [0, 1]");
            bias = Map.copyOf(bias);
        }

        boolean penalises() {
            return presence != 0 || frequency != 0 || repeat != 1;
        }

        /** Here and not outside: what is outside is initialised with {@link #NONE}, which would be null if this needed it. */
        private static void check(String field, double value, boolean right, String expected) {
            if (!right) {
                throw new IllegalArgumentException(field + ": " + value + ", expected " + expected);
            }
        }
    }
}
