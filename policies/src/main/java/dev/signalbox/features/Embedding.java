package dev.signalbox.features;

/**
 * A point on the unit sphere that stands for a text. Immutable.
 *
 * <pre>
 *   values  [d]  finite, unit L2 norm (the zero vector for an empty text)
 * </pre>
 */
public final class Embedding {

    private static final double TOLERANCE = 1e-3;

    private final float[] values;

    private Embedding(float[] values) {
        this.values = values;
    }

    /** Copies {@code values}; refuses NaN, infinity and any norm but one or zero. */
    public static Embedding of(float[] values) {
        double sum = 0;
        for (float value : values) {
            sum += (double) value * value;
        }
        double norm = Math.sqrt(sum);
        if (!(Math.abs(norm - 1) < TOLERANCE || norm == 0)) {
            throw new IllegalArgumentException("embedding: norm " + norm + ", expected 1");
        }
        return new Embedding(values.clone());
    }

    /** Scales {@code values} to unit norm first. */
    public static Embedding normalized(float[] values) {
        double sum = 0;
        for (float value : values) {
            sum += (double) value * value;
        }
        float scale = sum > 0 ? (float) (1 / Math.sqrt(sum)) : 0;
        var unit = new float[values.length];
        for (int i = 0; i < unit.length; i++) {
            unit[i] = values[i] * scale;
        }
        return of(unit);
    }

    public int dimension() {
        return values.length;
    }

    public float at(int index) {
        return values[index];
    }

    /** A copy. */
    public float[] toArray() {
        return values.clone();
    }

    /** Cosine similarity, in [-1, 1]. */
    public double cosine(Embedding other) {
        if (values.length != other.values.length) {
            throw new IllegalArgumentException(
                    "embedding: dimension " + other.values.length + ", expected " + values.length);
        }
        double dot = 0;
        for (int i = 0; i < values.length; i++) {
            dot += (double) values[i] * other.values[i];
        }
        return dot;
    }
}
