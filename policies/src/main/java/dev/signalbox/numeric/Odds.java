package dev.signalbox.numeric;

/** Log-odds that an answer is good, and back. */
public final class Odds {

    private Odds() {}

    /**
     * Of an expert's mean grade, one good and one bad grade added so that they are finite.
     *
     * @param known [n][m] in [0, 1], NaN where not graded
     */
    public static double of(double[][] known, int expert) {
        double sum = 0;
        int count = 0;
        for (var grades : known) {
            if (!Double.isNaN(grades[expert])) {
                sum += grades[expert];
                count++;
            }
        }
        return Math.log((sum + 1) / (count - sum + 1));
    }

    /** In (0, 1). */
    public static double likely(double logit) {
        return 1 / (1 + Math.exp(-logit));
    }
}
