package dev.signalbox.score;

import dev.signalbox.learn.Matrix;
import dev.signalbox.learn.Snapshot;
import dev.signalbox.numeric.Row;
import dev.signalbox.numeric.Vectors;
import java.util.Map;

/**
 * A question as a few numbers, linear in its {@link Blend}.
 *
 * <pre>
 *   reading.weights  [coordinates][inputs]
 *   reading.bias     [1][inputs]
 * </pre>
 */
@SuppressWarnings("ArrayRecordComponent") // a result on its way to or from a snapshot, never compared
record Reading(float[] weights, float[] bias) {

    private static final String WEIGHTS = "reading.weights";
    private static final String BIAS = "reading.bias";

    /** Refuses matrices of another size. */
    static Reading of(Snapshot snapshot, int coordinates, int inputs) {
        return new Reading(
                Vectors.sized(snapshot, WEIGHTS, coordinates, inputs), Vectors.sized(snapshot, BIAS, 1, inputs));
    }

    Map<String, Matrix> matrices() {
        int inputs = bias.length;
        return Map.of(WEIGHTS, Matrix.of(weights.length / inputs, inputs, weights), BIAS, Matrix.of(1, inputs, bias));
    }

    /** [inputs] */
    double[] of(Row row) {
        var read = new double[bias.length];
        for (int k = 0; k < read.length; k++) {
            read[k] = bias[k];
        }
        row.times(weights, read);
        return read;
    }
}
