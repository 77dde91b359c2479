package dev.signalbox.gate;

/**
 * How undecided a distribution is, as a share of what the uniform one has: 0 when one outcome is certain, 1 when all are
 * equal.
 *
 * <pre>
 *   p  [n]  probabilities, sum to one
 * </pre>
 */
final class Entropy {

    private Entropy() {}

    /** Shannon's, -sum p ln p over ln n. */
    static double shannon(double[] p) {
        if (p.length < 2) {
            return 0;
        }
        double entropy = 0;
        for (double share : p) {
            entropy -= share > 0 ? share * Math.log(share) : 0;
        }
        return Math.clamp(entropy / Math.log(p.length), 0.0, 1.0);
    }

    /**
     * Tsallis', (1 - sum p^q) / (q - 1) over its value (1 - n^(1-q)) / (q - 1) at the uniform distribution; Shannon's at
     * q = 1. Tsallis 1988, "Possible generalization of Boltzmann-Gibbs statistics".
     *
     * @param q above 0
     */
    static double tsallis(double[] p, double q) {
        if (p.length < 2) {
            return 0;
        }
        // near q = 1 both numerator and denominator vanish
        if (Math.abs(q - 1) < 1e-6) {
            return shannon(p);
        }
        double sum = 0;
        for (double share : p) {
            sum += Math.pow(share, q);
        }
        return Math.clamp((1 - sum) / (1 - Math.pow(p.length, 1 - q)), 0.0, 1.0);
    }
}
