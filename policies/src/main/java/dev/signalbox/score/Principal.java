package dev.signalbox.score;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;

/**
 * The directions in which questions differ most: principal axes (Pearson 1901) of their second moments. Where there are
 * fewer questions than axes the rest are orthogonal to all of them, so that later questions are seen there too.
 *
 * <pre>
 *   rows  [n][d]  centred
 *   axes  [p][d]  orthonormal, the widest first
 * </pre>
 */
final class Principal {

    /** Axes of so many questions are good enough, and more take long. */
    private static final int MOST_ROWS = 4096;

    private Principal() {}

    /** @param most axes, of which there are no more than dimensions */
    static float[][] axes(float[][] rows, int most) {
        int d = rows[0].length;
        int stride = Math.ceilDiv(rows.length, MOST_ROWS);
        var sample = new DMatrixRMaj(Math.ceilDiv(rows.length, stride), d);
        for (int i = 0; i < sample.getNumRows(); i++) {
            for (int f = 0; f < d; f++) {
                sample.set(i, f, rows[i * stride][f]);
            }
        }
        var moments = new DMatrixRMaj(d, d);
        CommonOps_DDRM.multInner(sample, moments);
        var solver = DecompositionFactory_DDRM.eig(d, true, true);
        if (!solver.decompose(moments)) {
            throw new IllegalArgumentException("principal axes: no eigenvectors found, expected finite questions");
        }
        var order = IntStream.range(0, d)
                .boxed()
                .sorted(Comparator.comparingDouble(
                        index -> -solver.getEigenvalue(index).getReal()))
                .toList();
        var axes = new float[Math.min(most, d)][d];
        for (int a = 0; a < axes.length; a++) {
            var axis = solver.getEigenVector(order.get(a));
            for (int f = 0; f < d; f++) {
                axes[a][f] = (float) axis.get(f, 0);
            }
        }
        return axes;
    }

    /** [1 + p]: 1, and the row's coordinate on each axis. */
    static double[] project(float[] row, float[][] axes) {
        var projected = new double[1 + axes.length];
        projected[0] = 1;
        Arrays.setAll(projected, a -> a == 0 ? 1 : Vectors.dot(axes[a - 1], row));
        return projected;
    }
}
