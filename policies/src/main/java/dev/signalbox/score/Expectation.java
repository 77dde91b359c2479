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

    /** At today's price, for the typical reply. */
    static double microUsd(Features features, ExpertCard card) {
        return microUsd(features, card, card.declared().completionTokens());
    }

    /**
     * At today's price, for a reply as long as experience says; what such answers cost when their length is not known.
     *
     * @param completionTokens of such replies on average, 0 when not known
     * @param experienced what they cost on average, in micro-USD
     */
    static double microUsd(Features features, ExpertCard card, double completionTokens, double experienced) {
        return completionTokens > 0 ? microUsd(features, card, completionTokens) : experienced;
    }

    /** Price times the prompt's tokens and the reply's, the latter no longer than the caller allows. */
    private static double microUsd(Features features, ExpertCard card, double completionTokens) {
        double completion =
                features.outputTokens() > 0 ? Math.min(completionTokens, features.outputTokens()) : completionTokens;
        var price = card.price();
        return (price.inputMicroUsd() * (double) features.promptTokens(card) + price.outputMicroUsd() * completion)
                / 1e6;
    }
}
