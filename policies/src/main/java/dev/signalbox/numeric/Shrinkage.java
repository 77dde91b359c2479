package dev.signalbox.numeric;

/** Means of few values pulled towards a wider mean, as if {@code prior} values of that mean had been seen before. */
public final class Shrinkage {

    private Shrinkage() {}

    /** @param weight number of values, or the sum of their weights */
    public static double mean(double sum, double weight, double prior, double towards) {
        return weight + prior > 0 ? (sum + prior * towards) / (weight + prior) : towards;
    }

    /**
     * Standard error of a mean quality: that of a proportion, with one success and one failure added so that a small
     * perfect sample is not taken for certainty.
     */
    public static double uncertainty(double mean, double weight) {
        double proportion = (mean * weight + 1) / (weight + 2);
        return Math.sqrt(proportion * (1 - proportion) / (weight + 2));
    }
}
