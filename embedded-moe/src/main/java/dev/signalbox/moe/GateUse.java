package dev.signalbox.moe;

import dev.signalbox.moe.plan.Activity;
import org.jspecify.annotations.Nullable;

/**
 * What is done with a model's gating networks. A runtime where this is {@link #NONE} computes without any callback.
 *
 * @param watch of its replies, or null
 * @param steered whether a reply may be steered, or watched for somebody else
 */
record GateUse(@Nullable ModelWatch watch, boolean steered) {

    static final GateUse NONE = new GateUse(null, false);

    boolean taps() {
        return watch != null || steered;
    }

    /** How often its experts were chosen so far, in this process. */
    Activity activity() {
        return watch == null ? Activity.unknown() : Activity.of(watch.tally().shares());
    }

    /**
     * What a worker is told, so that its contexts can be tapped: which replies are watched and how they are steered comes with
     * each of them, and what is seen of them is counted here.
     */
    GateUse told() {
        return taps() ? new GateUse(null, true) : NONE;
    }
}
