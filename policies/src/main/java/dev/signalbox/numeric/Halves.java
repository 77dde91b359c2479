package dev.signalbox.numeric;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Two groups of vectors that lie apart: two-means from a pair of vectors far from each other; where that leaves hardly any
 * on one side, halves along the line through the pair.
 *
 * @param one numbers of the vectors on one side, at least one
 * @param other those of the rest, at least one
 */
@SuppressWarnings("ArrayRecordComponent") // a result, never compared
public record Halves(int[] one, int[] other) {

    private static final int ROUNDS = 3;

    /** Less than this share on one side is hardly any. */
    private static final int LEAST_SHARE = 16;

    /** @param numbers of the vectors meant, at least two */
    public static Halves of(float[][] vectors, int[] numbers) {
        var left = vectors[farthest(vectors, numbers, mean(vectors, numbers))];
        var right = vectors[farthest(vectors, numbers, left)];
        var along = difference(left, right);
        for (int round = 0; round < ROUNDS; round++) {
            var sides = cut(vectors, numbers, left, right);
            if (sides.isLopsided(numbers.length)) {
                return halves(vectors, numbers, along);
            }
            left = mean(vectors, sides.one());
            right = mean(vectors, sides.other());
        }
        var sides = cut(vectors, numbers, left, right);
        return sides.isLopsided(numbers.length) ? halves(vectors, numbers, along) : sides;
    }

    private boolean isLopsided(int all) {
        return Math.min(one.length, other.length) * LEAST_SHARE < all;
    }

    /** By which of two centres is nearer. */
    private static Halves cut(float[][] vectors, int[] numbers, float[] left, float[] right) {
        var along = difference(left, right);
        double border = (Vectors.dot(right, right) - Vectors.dot(left, left)) / 2.0;
        var one = new int[numbers.length];
        var other = new int[numbers.length];
        int count = 0;
        int rest = 0;
        for (int number : numbers) {
            if (Vectors.dot(vectors[number], along) < border) {
                one[count++] = number;
            } else {
                other[rest++] = number;
            }
        }
        return new Halves(Arrays.copyOf(one, count), Arrays.copyOf(other, rest));
    }

    private static Halves halves(float[][] vectors, int[] numbers, float[] along) {
        var ordered = IntStream.of(numbers)
                .mapToLong(number -> Best.pack(number, Vectors.dot(vectors[number], along)))
                .sorted()
                .mapToInt(Best::number)
                .toArray();
        int half = ordered.length / 2;
        return new Halves(Arrays.copyOf(ordered, half), Arrays.copyOfRange(ordered, half, ordered.length));
    }

    private static float[] difference(float[] from, float[] to) {
        var difference = new float[from.length];
        for (int f = 0; f < difference.length; f++) {
            difference[f] = to[f] - from[f];
        }
        return difference;
    }

    private static float[] mean(float[][] vectors, int[] numbers) {
        var sum = new double[vectors[0].length];
        for (int number : numbers) {
            var vector = vectors[number];
            for (int f = 0; f < sum.length; f++) {
                sum[f] += vector[f];
            }
        }
        for (int f = 0; f < sum.length; f++) {
            sum[f] /= numbers.length;
        }
        return Vectors.floats(sum);
    }

    private static int farthest(float[][] vectors, int[] numbers, float[] from) {
        int farthest = numbers[0];
        double most = -1;
        for (int number : numbers) {
            double distance = Vectors.squaredDistance(vectors[number], from);
            if (distance > most) {
                most = distance;
                farthest = number;
            }
        }
        return farthest;
    }
}
