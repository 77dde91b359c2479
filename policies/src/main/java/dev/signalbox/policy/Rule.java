package dev.signalbox.policy;

import dev.signalbox.experts.ExpertCard;
import dev.signalbox.features.Features;

/** A hard constraint on who may take a query. Pure. */
public interface Rule {

    /** As the API, the metrics and the docs call it. */
    String name();

    Verdict judge(Features features, ExpertCard card);

    /** What {@link #judge} comes to, for asking about thousands of experts: no reason is put into words. */
    default boolean allows(Features features, ExpertCard card) {
        return judge(features, card) instanceof Verdict.Allow;
    }

    /** False for an expert that it denies whatever is asked. */
    default boolean everAllows(ExpertCard card) {
        return true;
    }
}
