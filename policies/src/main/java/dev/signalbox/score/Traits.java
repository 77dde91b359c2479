package dev.signalbox.score;

import dev.signalbox.experts.Ability;
import dev.signalbox.experts.ExpertCard;
import dev.signalbox.features.HashedNgramEmbedder;
import dev.signalbox.learn.Matrix;
import dev.signalbox.learn.Snapshot;
import dev.signalbox.numeric.Vectors;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * What an expert's card says, as numbers: name, description and tags by their hashed words, then prices, what is declared,
 * limits and abilities. Centred on the cards that were learned from; both halves weigh the same, and what none of those
 * cards differ in does not count.
 *
 * <p>Words are hashed and not embedded by the service's model, because a decision must be repeatable from card and snapshot
 * alone.
 *
 * <pre>
 *   traits.mean, traits.scale  [1][t]  0 where nothing varies
 * </pre>
 */
@SuppressWarnings("ArrayRecordComponent") // a result on its way to or from a snapshot, never compared
record Traits(float[] mean, float[] scale) {

    private static final String MEAN = "traits.mean";
    private static final String SCALE = "traits.scale";
    private static final HashedNgramEmbedder WORDS = new HashedNgramEmbedder();
    private static final int MEASURES = 7 + Ability.values().length;
    private static final double HALF = 0.5;
    private static final double NOTHING = 1e-9;

    /** In deviations: an unseen card may be far from all that were seen. */
    private static final float CLIP = 3;

    static int size() {
        return WORDS.dimension() + MEASURES;
    }

    /** @param cards at least one */
    static Traits fit(List<ExpertCard> cards) {
        var raw = cards.stream().map(Traits::raw).toArray(float[][]::new);
        var mean = new float[size()];
        var variance = new double[size()];
        for (int t = 0; t < mean.length; t++) {
            int trait = t;
            double middle =
                    Arrays.stream(raw).mapToDouble(row -> row[trait]).average().orElse(0);
            mean[t] = (float) middle;
            variance[t] = Arrays.stream(raw)
                    .mapToDouble(row -> Math.pow(row[trait] - middle, 2))
                    .average()
                    .orElse(0);
        }
        return new Traits(mean, scale(variance));
    }

    /** One factor for all words, one for each measure. */
    private static float[] scale(double[] variance) {
        int words = WORDS.dimension();
        var scale = new float[variance.length];
        double spread = Arrays.stream(variance, 0, words).sum();
        Arrays.fill(scale, 0, words, spread > NOTHING ? (float) Math.sqrt(HALF / spread) : 0);
        long varying = Arrays.stream(variance, words, variance.length)
                .filter(v -> v > NOTHING)
                .count();
        for (int t = words; t < variance.length; t++) {
            scale[t] = variance[t] > NOTHING ? (float) Math.sqrt(HALF / varying / variance[t]) : 0;
        }
        return scale;
    }

    static Traits of(Snapshot snapshot) {
        return new Traits(Vectors.sized(snapshot, MEAN, 1, size()), Vectors.sized(snapshot, SCALE, 1, size()));
    }

    Map<String, Matrix> matrices() {
        return Map.of(MEAN, Matrix.of(1, mean.length, mean), SCALE, Matrix.of(1, scale.length, scale));
    }

    /** [t] of about unit length */
    float[] of(ExpertCard card) {
        var traits = raw(card);
        int words = WORDS.dimension();
        long varying = 0;
        for (int t = words; t < scale.length; t++) {
            varying += scale[t] > 0 ? 1 : 0;
        }
        float most = CLIP * (float) Math.sqrt(HALF / Math.max(1, varying));
        for (int t = 0; t < traits.length; t++) {
            float trait = (traits[t] - mean[t]) * scale[t];
            traits[t] = t < words ? trait : Math.clamp(trait, -most, most);
        }
        return traits;
    }

    private static float[] raw(ExpertCard card) {
        var text = card.name() + " " + card.description() + " " + String.join(" ", new TreeSet<>(card.tags()));
        var words = WORDS.embed(text).toArray();
        var traits = Arrays.copyOf(words, size());
        var declared = card.declared();
        var measures = new double[] {
            Math.log1p((double) card.price().inputMicroUsd()),
            Math.log1p((double) card.price().outputMicroUsd()),
            declared.quality(),
            Math.log(declared.completionTokens()),
            Math.log1p((double) declared.latency().toMillis()),
            Math.log(card.limits().contextTokens()),
            Math.log(card.limits().outputTokens())
        };
        int at = words.length;
        for (double measure : measures) {
            traits[at++] = (float) measure;
        }
        for (var ability : Ability.values()) {
            traits[at++] = card.abilities().contains(ability) ? 1 : 0;
        }
        return traits;
    }
}
