package dev.signalbox.numeric;

import dev.signalbox.learn.Matrix;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;

/**
 * The few directions along which vectors differ most: their principal components, not centred, so that products of
 * projected vectors come near those of the vectors themselves.
 *
 * <p>Eckart and Young 1936: no other projection of that dimension keeps more of the squared products.
 *
 * <pre>
 *   basis  [r][d]  orthonormal, the direction of most variance first
 * </pre>
 */
public final class Projection {

    /** Rows that the components are found from, evenly spread over those given; more change them little. */
    private static final int MOST_ROWS = 4096;

    private final float[][] basis;

    private Projection(float[][] basis) {
        this.basis = basis;
    }

    /** @param rows [n][d], at least one */
    public static Projection fit(float[][] rows, int r) {
        int d = rows[0].length;
        var decomposition = DecompositionFactory_DDRM.eig(d, true, true);
        if (!decomposition.decompose(secondMoments(rows))) {
            throw new IllegalArgumentException("projection: no principal components, expected finite vectors");
        }
        var order = new Best(Math.min(r, d));
        for (int f = 0; f < d; f++) {
            order.offer(f, (float) decomposition.getEigenvalue(f).getReal());
        }
        var numbers = order.kept().numbers();
        var basis = new float[numbers.length][d];
        for (int c = 0; c < basis.length; c++) {
            var vector = decomposition.getEigenVector(numbers[c]);
            for (int f = 0; f < d; f++) {
                basis[c][f] = (float) vector.get(f);
            }
        }
        return new Projection(basis);
    }

    private static DMatrixRMaj secondMoments(float[][] rows) {
        int kept = Math.min(MOST_ROWS, rows.length);
        var sample = new DMatrixRMaj(kept, rows[0].length);
        for (int i = 0; i < kept; i++) {
            var row = rows[(int) ((long) i * rows.length / kept)];
            for (int f = 0; f < row.length; f++) {
                sample.set(i, f, row[f]);
            }
        }
        var moments = new DMatrixRMaj(rows[0].length, rows[0].length);
        CommonOps_DDRM.multInner(sample, moments);
        return moments;
    }

    public static Projection of(Matrix basis) {
        return new Projection(Vectors.rows(basis));
    }

    public int size() {
        return basis.length;
    }

    public Matrix matrix() {
        return Vectors.matrix(basis, basis[0].length);
    }

    public float[] of(float[] vector) {
        return at(vector, 0);
    }

    /** Of the vector that starts at {@code from} in an array of them. */
    public float[] at(float[] vectors, int from) {
        var projected = new float[basis.length];
        for (int c = 0; c < projected.length; c++) {
            projected[c] = Vectors.dot(vectors, from, basis[c]);
        }
        return projected;
    }
}
