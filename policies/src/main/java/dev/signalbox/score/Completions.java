package dev.signalbox.score;

import dev.signalbox.learn.Matrix;
import java.util.Map;

/** The matrix of generated tokens in a snapshot, which those of earlier versions lack; 0 where not known. */
final class Completions {

    static final String TOKENS = "tokens";

    private Completions() {}

    static Matrix of(Map<String, Matrix> matrices, int rows, int columns) {
        var known = matrices.get(TOKENS);
        if (known == null) {
            return Matrix.of(rows, columns, new float[rows * columns]);
        }
        if (known.rows() != rows || known.columns() != columns) {
            throw new IllegalArgumentException("snapshot: matrix " + TOKENS + " has " + known.rows() + " rows of "
                    + known.columns() + ", expected " + rows + " of " + columns);
        }
        return known;
    }
}
