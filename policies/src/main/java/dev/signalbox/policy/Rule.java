package dev.signalbox.policy;

import dev.signalbox.experts.ExpertCard;
import dev.signalbox.features.Features;

/** A hard constraint on who may take a query. Pure. */
public interface Rule {

    /** As the API, the metrics and the docs call it. */
    String name();

    Verdict judge(Features features, ExpertCard card);
}
