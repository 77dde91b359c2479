package dev.signalbox.numeric;

/**
 * First-order descent whose step in each parameter is scaled by running moments of its slope: Kingma and Ba 2014,
 * <a href="https://arxiv.org/abs/1412.6980">arXiv:1412.6980</a>, algorithm 1, with the paper's decay rates and the bias
 * corrections folded into the step as section 2 suggests. Deterministic.
 *
 * <p>Own code, because what Maven Central has of it comes inside whole learning frameworks, and the small numeric libraries
 * stop at conjugate gradients and dense quasi-Newton.
 *
 * <pre>
 *   mean    [p]  running mean of the slopes
 *   square  [p]  running mean of their squares
 * </pre>
 */
public final class Adam {

    private static final float FIRST = 0.9f;
    private static final float SECOND = 0.999f;
    private static final float TINY = 1e-8f;

    private final float[] mean;
    private final float[] square;
    private int steps;

    public Adam(int parameters) {
        this.mean = new float[parameters];
        this.square = new float[parameters];
    }

    /**
     * Moves every parameter once.
     *
     * @param parameters [p] changed in place
     * @param slope [p] of the loss at them
     * @param rate above 0; about how far a parameter moves whose slope keeps its sign
     */
    public void step(float[] parameters, float[] slope, double rate) {
        if (parameters.length != mean.length || slope.length != mean.length) {
            throw new IllegalArgumentException("adam: " + parameters.length + " parameters and " + slope.length
                    + " slopes, expected " + mean.length + " of both");
        }
        steps++;
        float scale = (float) (rate * Math.sqrt(1 - Math.pow(SECOND, steps)) / (1 - Math.pow(FIRST, steps)));
        for (int p = 0; p < parameters.length; p++) {
            float first = FIRST * mean[p] + (1 - FIRST) * slope[p];
            float second = SECOND * square[p] + (1 - SECOND) * slope[p] * slope[p];
            mean[p] = first;
            square[p] = second;
            parameters[p] -= scale * first / ((float) Math.sqrt(second) + TINY);
        }
    }
}
