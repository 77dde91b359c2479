package dev.signalbox.score;

import dev.signalbox.learn.Grade;
import dev.signalbox.learn.Matrix;
import dev.signalbox.learn.Snapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What grades have said of each expert so far, as sums that further grades are added to: all that Bayesian linear regression
 * needs. Not safe for concurrent use.
 *
 * <pre>
 *   x                   [q]      a question: 1, then its coordinates
 *   evidence.squares    [m*q][q] sum of x x' over an expert's questions
 *   evidence.products   [m][2q]  sum of quality x · sum of tokens x
 *   evidence.means      [m][6]   grades · grades that tell tokens · mean quality · mean squared quality · mean micro-USD
 *                                · mean milliseconds
 * </pre>
 */
final class Evidence {

    private static final String SQUARES = "evidence.squares";
    private static final String PRODUCTS = "evidence.products";
    private static final String MEANS = "evidence.means";

    static final int GRADES = 0;
    static final int WITH_TOKENS = 1;
    static final int QUALITY = 2;
    static final int SQUARED_QUALITY = 3;
    static final int MICRO_USD = 4;
    static final int MILLIS = 5;
    private static final int COLUMNS = 6;

    private final int q;
    private final List<double[]> squares = new ArrayList<>();
    private final List<double[]> products = new ArrayList<>();
    private final List<double[]> means = new ArrayList<>();

    /** @param q coordinates of a question */
    Evidence(int q, int experts) {
        this.q = q;
        grow(experts);
    }

    static Evidence of(Snapshot snapshot, int q) {
        int m = snapshot.experts().size();
        var evidence = new Evidence(q, m);
        read(snapshot.matrix(SQUARES), m, q * q, SQUARES, evidence.squares);
        read(snapshot.matrix(PRODUCTS), m, 2 * q, PRODUCTS, evidence.products);
        read(snapshot.matrix(MEANS), m, COLUMNS, MEANS, evidence.means);
        return evidence;
    }

    private static void read(Matrix matrix, int m, int size, String name, List<double[]> into) {
        var values = matrix.toArray();
        if (values.length != m * size) {
            throw new IllegalArgumentException(
                    "snapshot: matrix " + name + " has " + values.length + " values, expected " + m * size);
        }
        for (int i = 0; i < values.length; i++) {
            into.get(i / size)[i % size] = values[i];
        }
    }

    /** Makes room for as many experts. */
    void grow(int experts) {
        while (means.size() < experts) {
            squares.add(new double[q * q]);
            products.add(new double[2 * q]);
            means.add(new double[COLUMNS]);
        }
    }

    void add(int expert, double[] x, Grade grade) {
        var square = squares.get(expert);
        var product = products.get(expert);
        for (int i = 0; i < q; i++) {
            for (int j = 0; j < q; j++) {
                square[i * q + j] += x[i] * x[j];
            }
            product[i] += grade.quality() * x[i];
            product[q + i] += grade.completionTokens() * x[i];
        }
        var mean = means.get(expert);
        mean[GRADES]++;
        mean[WITH_TOKENS] += grade.completionTokens() > 0 ? 1 : 0;
        move(mean, QUALITY, grade.quality());
        move(mean, SQUARED_QUALITY, grade.quality() * grade.quality());
        move(mean, MICRO_USD, grade.microUsd());
        move(mean, MILLIS, grade.latency().toNanos() / 1e6);
    }

    private static void move(double[] mean, int column, double value) {
        mean[column] += (value - mean[column]) / mean[GRADES];
    }

    int experts() {
        return means.size();
    }

    /** [q*q] */
    double[] squares(int expert) {
        return squares.get(expert);
    }

    double qualityTimes(int expert, int coordinate) {
        return products.get(expert)[coordinate];
    }

    double tokensTimes(int expert, int coordinate) {
        return products.get(expert)[q + coordinate];
    }

    double mean(int expert, int column) {
        return means.get(expert)[column];
    }

    Map<String, Matrix> matrices() {
        return Map.of(
                SQUARES, matrix(squares, q),
                PRODUCTS, matrix(products, 2 * q),
                MEANS, matrix(means, COLUMNS));
    }

    private static Matrix matrix(List<double[]> of, int columns) {
        int size = of.isEmpty() ? 0 : of.getFirst().length;
        var values = new float[of.size() * size];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) of.get(i / size)[i % size];
        }
        return Matrix.of(values.length / columns, columns, values);
    }
}
