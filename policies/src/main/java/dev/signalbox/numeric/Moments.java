package dev.signalbox.numeric;

import java.util.Arrays;

/** Running mean and variance of each of d coordinates (Welford 1962). */
public final class Moments {

    private final double[] mean;
    private final double[] squares;
    private int count;

    public Moments(int d) {
        this.mean = new double[d];
        this.squares = new double[d];
    }

    public void add(float[] row) {
        count++;
        for (int f = 0; f < mean.length; f++) {
            double off = row[f] - mean[f];
            mean[f] += off / count;
            squares[f] += off * (row[f] - mean[f]);
        }
    }

    public float[] mean() {
        var floats = new float[mean.length];
        for (int f = 0; f < floats.length; f++) {
            floats[f] = (float) mean[f];
        }
        return floats;
    }

    public double[] variance() {
        return Arrays.stream(squares).map(sum -> sum / count).toArray();
    }
}
