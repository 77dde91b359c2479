package dev.signalbox.moe.llama;

/**
 * How the next token is drawn: the likeliest, or at random.
 *
 * @param temperature flattens the distribution; 0 is the likeliest token, and the rest does not matter
 * @param topP draws among the likeliest tokens that together have this mass, in (0, 1], after the temperature
 * @param seed makes drawing repeatable
 */
public record Sampling(double temperature, double topP, int seed) {

    public static final Sampling GREEDY = new Sampling(0, 1, 0);

    public Sampling {
        if (!isPossible(temperature, topP)) {
            throw new IllegalArgumentException("sampling: temperature " + temperature + " and top_p " + topP
                    + ", expected at least 0 and within (0, 1]");
        }
    }

    /** Whether the values lie in their ranges. */
    public static boolean isPossible(double temperature, double topP) {
        return temperature >= 0 && temperature <= Float.MAX_VALUE && topP > 0 && topP <= 1;
    }
}
