package dev.signalbox.score;

import dev.signalbox.learn.Matrix;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * What the experts' numbers of a {@link LatentFit} owe to something that experts share, learned along with the numbers that
 * are theirs alone. Holds no parameters: those lie in the fit's array, from {@code at} on.
 */
interface Given {

    /** The experts' numbers are theirs alone. */
    Given NOTHING = new Given() {
        @Override
        public int size() {
            return 0;
        }

        @Override
        public void start(float[] parameters, int at, RandomGenerator random) {
            // nothing to start
        }

        @Override
        public void add(float[] parameters, int at, float[] experts) {
            // nothing to add
        }

        @Override
        public void slope(float[] ofExperts, float[] parameters, int at, float[] slope) {
            // nothing has a slope
        }

        @Override
        public Map<String, Matrix> matrices(float[] parameters) {
            return Map.of();
        }
    };

    /** Parameters. */
    int size();

    void start(float[] parameters, int at, RandomGenerator random);

    /** @param experts [m][numbers] what is shared is added to them */
    void add(float[] parameters, int at, float[] experts);

    /**
     * Adds the slopes of the parameters.
     *
     * @param ofExperts [m][numbers] slopes of the numbers
     */
    void slope(float[] ofExperts, float[] parameters, int at, float[] slope);

    /** @param parameters [size] as they were learned */
    Map<String, Matrix> matrices(float[] parameters);
}
