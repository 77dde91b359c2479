package dev.signalbox.score;

import dev.signalbox.experts.ExpertCard;
import dev.signalbox.features.Features;
import java.util.List;

/**
 * A scorer that can say what moved it. Pure, as scoring is; asked only by those who want to know why, never to decide. A
 * scorer that is no such can still be asked what it would have said {@linkplain Ablation without} a part of the features.
 */
public interface Explains {

    /** What moved the quality of each candidate, the most telling first. */
    List<Reason> explain(Features features, List<ExpertCard> candidates);

    /** What {@code scorer} says itself; else what it would say without each part of the features. */
    static List<Reason> of(Scorer scorer, Features features, List<ExpertCard> candidates) {
        return scorer instanceof Explains explains
                ? explains.explain(features, candidates)
                : Ablation.nothing().reasons(scorer, features, candidates);
    }
}
