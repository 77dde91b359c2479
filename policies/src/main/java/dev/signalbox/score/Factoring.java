package dev.signalbox.score;

import dev.signalbox.experts.ExpertCard;
import dev.signalbox.features.Features;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * {@link Factored} for scorers that estimate quality, cost, latency and tokens of an expert each as an inner product with
 * one vector of the question. What prices are multiplied with is added to that vector, and a one for what cards declare.
 *
 * <p>Deviation from the scorers' own cost: where the caller caps the reply, all experts' expected tokens shrink in one
 * proportion, that of the cap to their mean.
 *
 * <pre>
 *   own       [p]          the scorer's
 *   question  [2 p + 4]    own · own times share · 1 · share · thousand tokens of the conversation · thousand characters
 *                          of the question
 *   share                  of the expected tokens that the caller's cap leaves, in [0, 1]
 * </pre>
 */
final class Factoring implements Factored {

    private static final int TAIL = 4;
    private static final int ONE = 0;
    private static final int SHARE = 1;
    private static final int TOKENS = 2;
    private static final int CHARACTERS = 3;
    private static final double THOUSAND = 1e3;

    private final int p;
    private final double typicalTokens;
    private final Function<Features, float[]> own;
    private final Function<ExpertCard, Optional<Learned>> learned;

    private Factoring(
            int p,
            double typicalTokens,
            Function<Features, float[]> own,
            Function<ExpertCard, Optional<Learned>> learned) {
        this.p = p;
        this.typicalTokens = typicalTokens;
        this.own = own;
        this.learned = learned;
    }

    /**
     * @param experts that will be asked for
     * @param p length of {@code own}
     * @param learned empty for an expert that is scored by its card
     */
    static Factored of(
            List<ExpertCard> experts,
            int p,
            Function<Features, float[]> own,
            Function<ExpertCard, Optional<Learned>> learned) {
        double typical = experts.stream()
                .mapToDouble(card -> learned.apply(card)
                        .map(Learned::meanTokens)
                        .filter(tokens -> tokens > 0)
                        .orElseGet(() -> (double) card.declared().completionTokens()))
                .average()
                .orElse(1);
        return new Factoring(p, typical, own, learned);
    }

    @Override
    public float[] question(Features features) {
        var mine = own.apply(features);
        var question = Arrays.copyOf(mine, 2 * p + TAIL);
        int cap = features.outputTokens();
        float share = cap == 0 ? 1 : (float) Math.min(1, cap / typicalTokens);
        for (int i = 0; i < p; i++) {
            question[p + i] = share * mine[i];
        }
        question[2 * p + ONE] = 1;
        question[2 * p + SHARE] = share;
        question[2 * p + TOKENS] = (float) (features.sizes().promptTokens() / THOUSAND);
        question[2 * p + CHARACTERS] = (float) (features.sizes().questionCharacters() / THOUSAND);
        return question;
    }

    @Override
    public Factors expert(ExpertCard card) {
        var factors = new Factors(new float[2 * p + TAIL], new float[2 * p + TAIL], new float[2 * p + TAIL]);
        learned.apply(card).ifPresentOrElse(one -> write(one, card, factors), () -> declare(card, factors));
        return factors;
    }

    private void write(Learned one, ExpertCard card, Factors factors) {
        System.arraycopy(one.quality(), 0, factors.quality(), 0, p);
        System.arraycopy(one.seconds(), 0, factors.seconds(), 0, p);
        if (!one.countsTokens()) {
            System.arraycopy(one.microUsd(), 0, factors.microUsd(), 0, p);
            return;
        }
        for (int i = 0; i < p; i++) {
            factors.microUsd()[p + i] = output(card) * one.tokens()[i];
        }
        factors.microUsd()[2 * p + reads(card)] = input(card);
    }

    private void declare(ExpertCard card, Factors factors) {
        var declared = card.declared();
        factors.quality()[2 * p + ONE] = (float) declared.quality();
        factors.seconds()[2 * p + ONE] = (float) (declared.latency().toNanos() / 1e9);
        factors.microUsd()[2 * p + SHARE] = output(card) * declared.completionTokens();
        factors.microUsd()[2 * p + reads(card)] = input(card);
    }

    private static int reads(ExpertCard card) {
        return switch (card.limits().reads()) {
            case CONVERSATION -> TOKENS;
            case QUESTION -> CHARACTERS;
        };
    }

    /** Micro-USD for a thousand tokens. */
    private static float input(ExpertCard card) {
        return (float) (card.price().inputMicroUsd() * THOUSAND / 1e6);
    }

    /** Micro-USD for a token. */
    private static float output(ExpertCard card) {
        return (float) (card.price().outputMicroUsd() / 1e6);
    }

    /**
     * What was learned of an expert, each to be multiplied with the scorer's own vector.
     *
     * @param quality [p]
     * @param microUsd [p], which counts where tokens are not known
     * @param seconds [p]
     * @param tokens [p], 0 when not known
     */
    @SuppressWarnings("ArrayRecordComponent") // read at once, never compared
    record Learned(float[] quality, float[] microUsd, float[] seconds, float[] tokens) {

        boolean countsTokens() {
            return meanTokens() > 0;
        }

        double meanTokens() {
            double sum = 0;
            for (float value : tokens) {
                sum += value;
            }
            return tokens.length == 0 ? 0 : sum / tokens.length;
        }
    }
}
