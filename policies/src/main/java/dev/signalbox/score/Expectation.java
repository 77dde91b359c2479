package dev.signalbox.score;

import dev.signalbox.experts.ExpertCard;
import dev.signalbox.features.Features;

/** What an expert's card alone lets one expect: the score of an expert that nothing has been learned about. */
final class Expectation {

    /** Standard error of a declared quality: the widest that a value in [0, 1] can have. */
    static final double UNCERTAINTY = 0.5;

    private Expectation() {}

    static Score declared(Features features, ExpertCard card) {
        var declared = card.declared();
        return new Score(card.name(), declared.quality(), UNCERTAINTY, microUsd(features, card), declared.latency());
    }

    /** Price times the prompt's tokens and the typical reply's, the latter no longer than the caller allows. */
    static double microUsd(Features features, ExpertCard card) {
        int completion = card.declared().completionTokens();
        if (features.outputTokens() > 0) {
            completion = Math.min(completion, features.outputTokens());
        }
        var price = card.price();
        return ((double) price.inputMicroUsd() * features.promptTokens() + (double) price.outputMicroUsd() * completion)
                / 1e6;
    }
}
