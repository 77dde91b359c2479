package dev.signalbox.score;

import dev.signalbox.features.Prompt;
import dev.signalbox.features.Signals;
import dev.signalbox.features.Terms;
import dev.signalbox.learn.Matrix;
import dev.signalbox.learn.Observation;
import dev.signalbox.learn.Snapshot;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * The one vector that linear scorers read a question as: its embedding, its {@linkplain Signals signals} and its
 * {@linkplain Terms terms}, each block scaled so that, over the training questions, it has a fixed share of the squared
 * length. An embedding knows what a question is about, terms know its words, signals its form; on real outcomes the three
 * together beat each of them.
 *
 * <p>Embedding and signals are centred, signals standardised and clipped to four deviations; terms are weighed by inverse
 * document frequency, ln((1 + n) / (1 + df)) + 1, and those seen in one training question only are left out. The whole is
 * scaled to unit length, so that a penalty means the same on every set.
 *
 * <pre>
 *   blend.mean, blend.scale  [1][d + s]  of embedding and signals; 0 where nothing varies
 *   blend.idf                [1][t]      0 for terms left out; the terms' space is folded to t = {@value #TERMS}
 * </pre>
 */
final class Blend {

    static final int TERMS = 1 << 14;

    private static final double EMBEDDING_SHARE = 0.5;
    private static final double SIGNALS_SHARE = 0.25;
    private static final double TERMS_SHARE = 0.25;
    private static final float CLIP = 4;
    private static final int LEAST_QUESTIONS = 2;
    private static final double NOTHING = 1e-9;

    private final float[] mean;
    private final float[] scale;
    private final float[] idf;
    private final int embedding;

    private Blend(float[] mean, float[] scale, float[] idf) {
        this.mean = mean;
        this.scale = scale;
        this.idf = idf;
        this.embedding = mean.length - Signals.dimension();
    }

    static Blend fit(List<Observation> observations) {
        int d = observations.getFirst().embedding().dimension();
        var moments = new Moments(d + Signals.dimension());
        var df = new int[TERMS];
        for (var observation : observations) {
            moments.add(dense(observation.prompt(), d));
            for (int index : folded(observation.prompt().terms()).index()) {
                df[index]++;
            }
        }
        var idf = new float[TERMS];
        for (int t = 0; t < TERMS; t++) {
            if (df[t] >= LEAST_QUESTIONS) {
                idf[t] = (float) (Math.log((1.0 + observations.size()) / (1.0 + df[t])) + 1);
            }
        }
        return new Blend(moments.mean(), scales(moments, d), idf);
    }

    /** One factor for the whole embedding, one for each signal. */
    private static float[] scales(Moments moments, int d) {
        var variance = moments.variance();
        var scales = new float[variance.length];
        double spread = Arrays.stream(variance, 0, d).sum();
        Arrays.fill(scales, 0, d, spread > NOTHING ? (float) Math.sqrt(EMBEDDING_SHARE / spread) : 0);
        long varying = Arrays.stream(variance, d, variance.length)
                .filter(v -> v > NOTHING)
                .count();
        for (int s = d; s < variance.length; s++) {
            scales[s] = variance[s] > NOTHING ? (float) Math.sqrt(SIGNALS_SHARE / varying / variance[s]) : 0;
        }
        return scales;
    }

    static Blend of(Snapshot snapshot) {
        var mean = snapshot.matrix("blend.mean").toArray();
        var scale = snapshot.matrix("blend.scale").toArray();
        var idf = snapshot.matrix("blend.idf").toArray();
        if (mean.length <= Signals.dimension() || scale.length != mean.length || idf.length != TERMS) {
            throw new IllegalArgumentException("snapshot: blend of " + mean.length + ", " + scale.length + " and "
                    + idf.length + " numbers, expected more than " + Signals.dimension() + ", as many, and " + TERMS);
        }
        return new Blend(mean, scale, idf);
    }

    Map<String, Matrix> matrices() {
        return Map.of(
                "blend.mean", Matrix.of(1, mean.length, mean),
                "blend.scale", Matrix.of(1, scale.length, scale),
                "blend.idf", Matrix.of(1, idf.length, idf));
    }

    /** Of embedding and signals over the training questions: a typical question. */
    float[] mean() {
        return mean.clone();
    }

    /** Coordinates of a row, dense and sparse. */
    int coordinates() {
        return mean.length + TERMS;
    }

    /** Refuses an embedding of another dimension than that of the training questions. */
    Row row(Prompt prompt) {
        Space.require(prompt.embedding(), embedding);
        var dense = scaled(prompt);
        var terms = weighed(folded(prompt.terms()));
        double length = Math.sqrt(squares(dense) + squares(terms.value()));
        if (length > NOTHING) {
            divide(dense, length);
            divide(terms.value(), length);
        }
        return new Row(dense, terms.index(), terms.value());
    }

    /**
     * Embedding and signals alone, at unit length: what the likeness of two questions is measured on. Words in common say
     * little beyond them about who answers well, and would make every comparison slower.
     */
    float[] direction(Prompt prompt) {
        Space.require(prompt.embedding(), embedding);
        var dense = scaled(prompt);
        double length = Math.sqrt(squares(dense));
        if (length > NOTHING) {
            divide(dense, length);
        }
        return dense;
    }

    Row[] rows(List<Observation> observations) {
        return observations.stream()
                .map(observation -> row(observation.prompt()))
                .toArray(Row[]::new);
    }

    private float[] scaled(Prompt prompt) {
        var dense = dense(prompt, embedding);
        for (int f = 0; f < dense.length; f++) {
            float x = (dense[f] - mean[f]) * scale[f];
            dense[f] = f < embedding ? x : clip(x);
        }
        return dense;
    }

    /** The signals' factors divide by the deviation and multiply by the share, so that is where four deviations lie. */
    private float clip(float x) {
        float most = CLIP * (float) Math.sqrt(SIGNALS_SHARE / varyingSignals());
        return Math.clamp(x, -most, most);
    }

    private int varyingSignals() {
        int varying = 0;
        for (int s = embedding; s < scale.length; s++) {
            varying += scale[s] > 0 ? 1 : 0;
        }
        return Math.max(1, varying);
    }

    private Folded weighed(Folded terms) {
        var index = new int[terms.index().length];
        var value = new float[index.length];
        int kept = 0;
        double squares = 0;
        for (int z = 0; z < index.length; z++) {
            float x = terms.value()[z] * idf[terms.index()[z]];
            if (x > 0) {
                index[kept] = terms.index()[z];
                value[kept++] = x;
                squares += (double) x * x;
            }
        }
        value = Arrays.copyOf(value, kept);
        if (squares > 0) {
            divide(value, Math.sqrt(squares / TERMS_SHARE));
        }
        return new Folded(Arrays.copyOf(index, kept), value);
    }

    private static float[] dense(Prompt prompt, int d) {
        var signals = prompt.signals().toArray();
        var dense = Arrays.copyOf(prompt.embedding().toArray(), d + signals.length);
        System.arraycopy(signals, 0, dense, d, signals.length);
        return dense;
    }

    /** Terms whose indexes fall together are added up. */
    private static Folded folded(Terms terms) {
        var packed = new long[terms.size()];
        for (int z = 0; z < packed.length; z++) {
            long index = terms.index(z) & (TERMS - 1);
            packed[z] = index << 32 | Float.floatToIntBits(terms.weight(z));
        }
        Arrays.sort(packed);
        var index = new int[packed.length];
        var value = new float[packed.length];
        int size = 0;
        for (long entry : packed) {
            int at = (int) (entry >>> 32);
            float weight = Float.intBitsToFloat((int) entry);
            if (size > 0 && index[size - 1] == at) {
                value[size - 1] += weight;
            } else {
                index[size] = at;
                value[size++] = weight;
            }
        }
        return new Folded(Arrays.copyOf(index, size), Arrays.copyOf(value, size));
    }

    private static double squares(float[] values) {
        double sum = 0;
        for (float value : values) {
            sum += (double) value * value;
        }
        return sum;
    }

    private static void divide(float[] values, double by) {
        for (int i = 0; i < values.length; i++) {
            values[i] /= (float) by;
        }
    }

    @SuppressWarnings("ArrayRecordComponent") // a pair of results, never compared
    private record Folded(int[] index, float[] value) {}

    /** Running mean and variance of each coordinate (Welford 1962). */
    private static final class Moments {
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
}
