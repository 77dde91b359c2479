package dev.signalbox.numeric;

import dev.signalbox.features.Embedding;
import java.util.SplittableRandom;

/** Made-up points, of which it is known where they lie. */
public final class Clouds {

    static final int DIMENSION = 8;

    private Clouds() {}

    static Embedding around(int axis, SplittableRandom random) {
        return around(axis, DIMENSION, random);
    }

    /** Of unit length, near an axis. */
    public static Embedding around(int axis, int dimension, SplittableRandom random) {
        var values = new float[dimension];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) ((random.nextDouble() - 0.5) * 0.2);
        }
        values[axis] += 1;
        return Embedding.normalized(values);
    }
}
