package dev.signalbox.score;

import dev.signalbox.experts.ExpertCard;
import dev.signalbox.features.Features;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * {@link Factored} of a {@link MixtureScorer}: its parts' vectors one after the other, those of experts weighted.
 *
 * <pre>
 *   question  [d1 + ... + dk + 1]  the parts' · 1
 * </pre>
 */
final class FactoredMixture implements Factored {

    private final List<Factored> parts;
    private final double[] weights;
    private final double total;
    private final Function<ExpertCard, Optional<Float>> shift;

    /**
     * @param weights [k], at least 0
     * @param shift of an expert's quality; empty for one that the first part alone speaks of
     */
    FactoredMixture(List<Factored> parts, double[] weights, Function<ExpertCard, Optional<Float>> shift) {
        this.parts = parts;
        this.weights = weights;
        this.total = Arrays.stream(weights).sum();
        this.shift = shift;
    }

    @Override
    public float[] question(Features features) {
        var question = new float[1];
        for (var part : parts.reversed()) {
            question = joined(part.question(features), question);
        }
        question[question.length - 1] = 1;
        return question;
    }

    @Override
    public Factors expert(ExpertCard card) {
        var known = shift.apply(card);
        var whole = new Factors(new float[] {known.orElse(0f)}, new float[1], new float[1]);
        for (int k = parts.size() - 1; k >= 0; k--) {
            double only = k == 0 ? 1 : 0;
            double quality = known.isPresent() ? weights[k] : only;
            double share = known.isPresent() && total > 0 ? weights[k] / total : only;
            var part = parts.get(k).expert(card);
            whole = new Factors(
                    joined(scaled(part.quality(), quality), whole.quality()),
                    joined(scaled(part.microUsd(), share), whole.microUsd()),
                    joined(scaled(part.seconds(), share), whole.seconds()));
        }
        return whole;
    }

    private static float[] scaled(float[] values, double factor) {
        var scaled = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            scaled[i] = (float) (factor * values[i]);
        }
        return scaled;
    }

    private static float[] joined(float[] one, float[] other) {
        var joined = Arrays.copyOf(one, one.length + other.length);
        System.arraycopy(other, 0, joined, one.length, other.length);
        return joined;
    }
}
