package dev.signalbox.score;

import java.util.Arrays;

/** Running mean and variance of each of d coordinates (Welford 1962). */
final class Moments {

    private final double[] mean;
    private final double[] squares;
    private int count;

    Moments(int d) {
        this.mean = new double[d];
        this.squares = new double[d];
    }

    void add(float[] row) {
        count++;
        for (int f = 0; f < mean.length; f++) {
            double off = row[f] - mean[f];
            mean[f] += off / count;
            squares[f] += off * (row[f] - mean[f]);
        }
    }

    float[] mean() {
        var floats = new float[mean.length];
        for (int f = 0; f < floats.length; f++) {
            floats[f] = (float) mean[f];
        }
        return floats;
    }

    double[] variance() {
        return Arrays.stream(squares).map(sum -> sum / count).toArray();
    }
}
