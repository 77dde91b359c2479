package dev.signalbox.score;

import dev.signalbox.experts.ExpertCard;
import dev.signalbox.features.Embedding;
import dev.signalbox.features.Features;
import dev.signalbox.features.Language;
import dev.signalbox.features.Prompt;
import dev.signalbox.features.Signals;
import dev.signalbox.features.Terms;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/**
 * What a scorer would have said of a question without a part of its features: an explanation that every scorer can give,
 * because it is only asked again. Pure.
 */
final class Ablation {

    /** What stands in for an embedding. */
    private final UnaryOperator<Embedding> embedding;

    private final Signals signals;

    private Ablation(UnaryOperator<Embedding> embedding, Signals signals) {
        this.embedding = embedding;
        this.signals = signals;
    }

    /** Where it is not known what is typical, zeros stand in. */
    static Ablation nothing() {
        return new Ablation(own -> Embedding.of(new float[own.dimension()]), Signals.of(Map.of()));
    }

    /** The means over the questions that were learned from stand in; the embedding's at unit length, as all are. */
    static Ablation typical(Blend blend) {
        var signals = blend.typicalSignals();
        for (int i = 0; i < signals.length; i++) {
            signals[i] = Math.clamp(signals[i], 0f, 1f);
        }
        var embedding = Embedding.normalized(blend.typicalEmbedding());
        return new Ablation(_ -> embedding, Signals.of(signals));
    }

    /** One for each group of features that the scorer looks at and that matters. */
    List<Reason> reasons(Scorer scorer, Features features, List<ExpertCard> candidates) {
        var whole = qualities(scorer.score(features, candidates));
        var reasons = new ArrayList<Reason>();
        without(features.prompt()).forEach((group, prompt) -> {
            var changed =
                    new Features(prompt, features.sizes(), features.needs(), features.caller()).with(features.advice());
            var quality = qualities(scorer.score(changed, candidates));
            if (!quality.equals(whole)) {
                reasons.add(new Reason.Without(group, quality));
            }
        });
        return reasons;
    }

    /** What the scorer did not look at was not computed, and need not be. */
    private Map<String, Prompt> without(Prompt prompt) {
        var known = prompt.embeddingIfComputed();
        var terms = prompt.termsIfComputed();
        var form = prompt.signalsIfComputed();
        var language = prompt.languageIfComputed().orElse(Language.UNKNOWN);
        var own = known.orElseGet(() -> Embedding.of(new float[0]));
        var parts = new LinkedHashMap<String, Prompt>();
        known.ifPresent(one -> parts.put(
                "embedding",
                Prompt.of(embedding.apply(one), terms.orElse(Terms.NONE), form.orElse(signals), language)));
        terms.ifPresent(_ -> parts.put("words", Prompt.of(own, Terms.NONE, form.orElse(signals), language)));
        form.ifPresent(_ -> parts.put("form", Prompt.of(own, terms.orElse(Terms.NONE), signals, language)));
        prompt.languageIfComputed()
                .ifPresent(_ -> parts.put("language", Prompt.of(own, terms.orElse(Terms.NONE), form.orElse(signals))));
        return parts;
    }

    private static Map<String, Double> qualities(Scorecard card) {
        var qualities = new TreeMap<String, Double>();
        card.scores().forEach(score -> qualities.put(score.expert(), score.quality()));
        return qualities;
    }
}
