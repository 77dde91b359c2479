package dev.signalbox.score;

import dev.signalbox.features.Prompt;
import dev.signalbox.features.Signals;
import dev.signalbox.features.UnrecordedException;
import dev.signalbox.learn.Matrix;
import dev.signalbox.learn.Observation;
import dev.signalbox.learn.Snapshot;
import dev.signalbox.numeric.Moments;
import dev.signalbox.numeric.Row;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The one vector that scorers read a question as: its embedding, its {@linkplain Signals signals}, its
 * {@linkplain Topics topics} and its {@linkplain dev.signalbox.features.Terms terms}, each block scaled so that, over the
 * training questions, it has a fixed share of the squared length. An embedding knows what a question is about, terms know its
 * words, signals its form, topics what it has in common with labelled ones; on real outcomes they together beat each of them.
 *
 * <p>Embedding, signals and topics are centred, signals standardised and clipped to four deviations; terms are weighed by inverse
 * document frequency, ln((1 + n) / (1 + df)) + 1, and those seen in one training question only are left out. The whole is
 * scaled to unit length, so that a penalty means the same on every set.
 *
 * <p>A snapshot of an earlier version knows the first s of today's signals and goes on reading those alone. A question whose
 * record has fewer signals than the snapshot reads is refused.
 *
 * <pre>
 *   blend.mean, blend.scale  [1][d + s + k]  of embedding, signals and topics; 0 where nothing varies
 *   blend.clip               [1][1]          most that a signal can be once scaled; snapshots of earlier versions lack it
 *   blend.idf                [1][t]          0 for terms left out; the terms' space is folded to t = {@value #TERMS}
 *   blend.topics/*                           as {@link Topics} has them; missing where k = 0
 * </pre>
 */
final class Blend {

    static final int TERMS = 1 << 14;

    private static final double EMBEDDING_SHARE = 0.5;
    private static final double TERMS_SHARE = 0.25;

    /** Of the signals in snapshots that do not tell their clip. */
    private static final double EARLIER_SHARE = 0.25;

    private static final float CLIP = 4;
    private static final int LEAST_QUESTIONS = 2;
    private static final double NOTHING = 1e-9;

    private final Dense dense;
    private final float[] idf;
    private final Optional<Topics> topics;

    private Blend(Dense dense, float[] idf, Optional<Topics> topics) {
        this.dense = dense;
        this.idf = idf;
        this.topics = topics;
    }

    /** What is read, and how much it counts beside the embedding's {@value #EMBEDDING_SHARE}. */
    enum Form {
        /** All signals and no topics, which a linear function gains nothing by. */
        PLAIN(Signals.dimension(), 0.4, 0),
        /** All signals and topics, for whoever asks which questions are alike. */
        TOPICAL(Signals.dimension(), 0.4, 0.5),
        /** The first signals, for whoever asks what a question is about: how its choices look says little of that. */
        SUBJECT(28, 0.25, 0);

        private final int signals;
        private final double share;
        private final double topicsShare;

        Form(int signals, double share, double topicsShare) {
            this.signals = signals;
            this.share = share;
            this.topicsShare = topicsShare;
        }
    }

    /** What is known of the dense blocks: arrays as the class documents them. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Dense(float[] mean, float[] scale, float clip, int embedding, int signals) {}

    static Blend fit(List<Observation> observations) {
        return fit(observations, Form.PLAIN);
    }

    static Blend fit(List<Observation> observations, Form form) {
        int d = observations.getFirst().embedding().dimension();
        var topics = form.topicsShare > 0 ? Topics.fit(observations) : Optional.<Topics>empty();
        var moments = new Moments(d + form.signals + topics.map(Topics::size).orElse(0));
        var df = new int[TERMS];
        for (var observation : observations) {
            moments.add(raw(observation.prompt(), d, form.signals, topics));
            for (int index : FoldedTerms.of(observation.prompt().terms(), TERMS).index()) {
                df[index]++;
            }
        }
        return new Blend(dense(moments, d, form), idf(df, observations.size()), topics);
    }

    private static float[] idf(int[] df, int questions) {
        var idf = new float[TERMS];
        for (int t = 0; t < TERMS; t++) {
            if (df[t] >= LEAST_QUESTIONS) {
                idf[t] = (float) (Math.log((1.0 + questions) / (1.0 + df[t])) + 1);
            }
        }
        return idf;
    }

    /** One factor for the whole embedding, one for each signal, one for all topics. */
    private static Dense dense(Moments moments, int d, Form form) {
        var variance = moments.variance();
        var scales = new float[variance.length];
        int last = d + form.signals;
        Arrays.fill(scales, 0, d, factor(variance, 0, d, EMBEDDING_SHARE));
        long varying = Arrays.stream(variance, d, last).filter(v -> v > NOTHING).count();
        double deviation = Math.sqrt(form.share / Math.max(1, varying));
        for (int s = d; s < last; s++) {
            scales[s] = variance[s] > NOTHING ? (float) (deviation / Math.sqrt(variance[s])) : 0;
        }
        Arrays.fill(scales, last, scales.length, factor(variance, last, scales.length, form.topicsShare));
        return new Dense(moments.mean(), scales, CLIP * (float) deviation, d, form.signals);
    }

    private static float factor(double[] variance, int from, int to, double share) {
        double spread = Arrays.stream(variance, from, to).sum();
        return spread > NOTHING ? (float) Math.sqrt(share / spread) : 0;
    }

    static Blend of(Snapshot snapshot) {
        var mean = snapshot.matrix("blend.mean").toArray();
        var scale = snapshot.matrix("blend.scale").toArray();
        var idf = snapshot.matrix("blend.idf").toArray();
        int d = snapshot.origin().dimension();
        var topics = Topics.of(snapshot);
        int signals = mean.length - d - topics.map(Topics::size).orElse(0);
        if (signals < 1 || signals > Signals.dimension() || scale.length != mean.length || idf.length != TERMS) {
            throw new IllegalArgumentException("snapshot: blend of " + mean.length + ", " + scale.length + " and "
                    + idf.length + " numbers, expected " + d + " of the embedding and from 1 to " + Signals.dimension()
                    + " of the signals, as many, and " + TERMS);
        }
        float clip = Optional.ofNullable(snapshot.matrices().get("blend.clip"))
                .map(known -> known.at(0, 0))
                .orElseGet(() -> earlierClip(scale, d));
        return new Blend(new Dense(mean, scale, clip, d, signals), idf, topics);
    }

    /** The signals' factors divide by the deviation and multiply by the share, so that is where four deviations lie. */
    private static float earlierClip(float[] scale, int d) {
        int varying = 0;
        for (int s = d; s < scale.length; s++) {
            varying += scale[s] > 0 ? 1 : 0;
        }
        return CLIP * (float) Math.sqrt(EARLIER_SHARE / Math.max(1, varying));
    }

    Map<String, Matrix> matrices() {
        var matrices = new TreeMap<String, Matrix>();
        matrices.put("blend.mean", Matrix.of(1, dense.mean.length, dense.mean));
        matrices.put("blend.scale", Matrix.of(1, dense.scale.length, dense.scale));
        matrices.put("blend.clip", Matrix.of(1, 1, new float[] {dense.clip}));
        matrices.put("blend.idf", Matrix.of(1, idf.length, idf));
        topics.ifPresent(known -> matrices.putAll(known.matrices()));
        return matrices;
    }

    /** What the training questions' embeddings are on average; [d], of any length. */
    float[] typicalEmbedding() {
        return Arrays.copyOf(dense.mean, dense.embedding);
    }

    /** What the signals that are read are on average; [s] in [0, 1]. */
    float[] typicalSignals() {
        return Arrays.copyOfRange(dense.mean, dense.embedding, dense.embedding + dense.signals);
    }

    /** Dense coordinates that are the embedding's, which come first. */
    int embedding() {
        return dense.embedding;
    }

    /** Dense coordinates that are signals, which come next; topics follow. */
    int signals() {
        return dense.signals;
    }

    /** Coordinates of a direction. */
    int dimension() {
        return dense.mean.length;
    }

    /** Coordinates of a row, dense and sparse. */
    int coordinates() {
        return dimension() + TERMS;
    }

    /** Refuses an embedding of another dimension than that of the training questions. */
    Row row(Prompt prompt) {
        var values = scaled(prompt);
        var terms = FoldedTerms.of(prompt.terms(), TERMS).times(idf);
        double weight = squares(terms.value());
        if (weight > 0) {
            divide(terms.value(), Math.sqrt(weight / TERMS_SHARE));
        }
        double length = Math.sqrt(squares(values) + squares(terms.value()));
        if (length > NOTHING) {
            divide(values, length);
            divide(terms.value(), length);
        }
        return new Row(values, terms.index(), terms.value());
    }

    /**
     * Embedding, signals and topics alone, at unit length: what the likeness of two questions is measured on. Words in common say
     * little beyond them about who answers well, and would make every comparison slower.
     */
    float[] direction(Prompt prompt) {
        var values = scaled(prompt);
        double length = Math.sqrt(squares(values));
        if (length > NOTHING) {
            divide(values, length);
        }
        return values;
    }

    Row[] rows(List<Observation> observations) {
        return observations.stream()
                .map(observation -> row(observation.prompt()))
                .toArray(Row[]::new);
    }

    private float[] scaled(Prompt prompt) {
        Space.require(prompt.embedding(), dense.embedding);
        var values = raw(prompt, dense.embedding, dense.signals, topics);
        for (int f = 0; f < values.length; f++) {
            float x = (values[f] - dense.mean[f]) * dense.scale[f];
            boolean signal = f >= dense.embedding && f < dense.embedding + dense.signals;
            values[f] = signal ? Math.clamp(x, -dense.clip, dense.clip) : x;
        }
        return values;
    }

    private static float[] raw(Prompt prompt, int d, int signals, Optional<Topics> topics) {
        var known = prompt.signals().toArray();
        if (known.length < signals) {
            throw new UnrecordedException(
                    Prompt.Part.SIGNALS,
                    "question: " + known.length + " signals recorded, expected " + signals
                            + " or more, which the snapshot was fitted on");
        }
        var values = Arrays.copyOf(
                prompt.embedding().toArray(),
                d + signals + topics.map(Topics::size).orElse(0));
        System.arraycopy(known, 0, values, d, signals);
        topics.ifPresent(model -> System.arraycopy(model.of(prompt), 0, values, d + signals, model.size()));
        return values;
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
}
