package dev.signalbox.numeric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class RidgeTest {

    private static final int D = 4;
    private static final int TERMS = 6;

    private final SplittableRandom random = new SplittableRandom(3);

    @Test
    void fit_twoTargets_solvesTheNormalEquationsOfEach() {
        var rows = rows(60);
        var target = new double[rows.length][2];
        for (var row : target) {
            row[0] = random.nextDouble();
            row[1] = random.nextDouble() < 0.3 ? Double.NaN : random.nextDouble();
        }

        var fitted = Ridge.fit(rows, target, D + TERMS, 0.5);

        for (int e = 0; e < 2; e++) {
            var exact = exact(rows, target, e, fitted.mean()[e]);
            for (int f = 0; f < D + TERMS; f++) {
                assertThat((double) fitted.weights()[f * 2 + e]).isCloseTo(exact[f], within(5e-3));
            }
        }
    }

    @Test
    void fit_targetNeverKnown_predictsZero() {
        var rows = rows(10);
        var target = new double[rows.length][1];
        for (var row : target) {
            row[0] = Double.NaN;
        }

        assertThat(Ridge.fit(rows, target, D + TERMS, 1).predict(rows[0])[0]).isZero();
    }

    @Test
    void fit_constantTarget_predictsIt() {
        var rows = rows(10);
        var target = new double[rows.length][1];
        for (var row : target) {
            row[0] = 0.7;
        }

        assertThat(Ridge.fit(rows, target, D + TERMS, 1).predict(rows[3])[0]).isCloseTo(0.7, within(1e-6));
    }

    private Row[] rows(int n) {
        var rows = new Row[n];
        for (int i = 0; i < n; i++) {
            var dense = new float[D];
            for (int f = 0; f < D; f++) {
                dense[f] = (float) (random.nextDouble() - 0.5);
            }
            int term = random.nextInt(TERMS - 1);
            rows[i] = new Row(dense, new int[] {term, term + 1}, new float[] {0.5f, (float) random.nextDouble()});
        }
        return rows;
    }

    /** Gaussian elimination on the dense normal equations: the plain way, for the fast one to agree with. */
    private static double[] exact(Row[] rows, double[][] target, int e, double mean) {
        int n = D + TERMS;
        var a = new double[n][n + 1];
        for (int i = 0; i < rows.length; i++) {
            if (Double.isNaN(target[i][e])) {
                continue;
            }
            var x = new double[n];
            for (int f = 0; f < D; f++) {
                x[f] = rows[i].dense()[f];
            }
            for (int z = 0; z < rows[i].index().length; z++) {
                x[D + rows[i].index()[z]] = rows[i].value()[z];
            }
            for (int f = 0; f < n; f++) {
                for (int g = 0; g < n; g++) {
                    a[f][g] += x[f] * x[g];
                }
                a[f][n] += x[f] * (target[i][e] - mean);
            }
        }
        for (int f = 0; f < n; f++) {
            a[f][f] += 0.5;
        }
        return eliminated(a);
    }

    private static double[] eliminated(double[][] a) {
        int n = a.length;
        for (int p = 0; p < n; p++) {
            for (int f = 0; f < n; f++) {
                double factor = f == p ? 0 : a[f][p] / a[p][p];
                for (int g = p; g <= n && factor != 0; g++) {
                    a[f][g] -= factor * a[p][g];
                }
            }
        }
        var solved = new double[n];
        for (int f = 0; f < n; f++) {
            solved[f] = a[f][n] / a[f][f];
        }
        return solved;
    }
}
