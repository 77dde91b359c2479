package dev.signalbox.gate;

import dev.signalbox.score.Scorecard;
import dev.signalbox.yaml.Option;
import java.util.random.RandomGenerator;

/**
 * Chooses the k best experts and whether to consult a vector store first: where the best is not confident alone.
 *
 * <p>Gumaan 2025 (ExpertRAG), <a href="https://arxiv.org/abs/2504.08744">arXiv:2504.08744</a>, the dynamic retrieval gate.
 * Deviations: the paper's gate is a learned probability of needing outside knowledge; this one compares the best
 * expert's expected quality, less a number of its standard errors, with a threshold.
 *
 * <p>The decision is part of the selection and of what {@code POST /v1/route} explains. Signalbox has no vector store yet,
 * so nothing in it acts on the decision: a caller with a store of its own can ask for the route first.
 */
@GateSpec(
        name = "retrieve",
        paper = "arXiv:2504.08744",
        summary = "The k best, and whether to consult a vector store first; so far only /v1/route tells it")
public final class RetrieveGate implements Gate {

    private final Config config;

    public RetrieveGate(Config config) {
        this.config = config;
    }

    @Override
    public Selection select(Scorecard scorecard, Objective objective, RandomGenerator random) {
        var best = Ranking.of(scorecard, objective).best(config.k());
        if (best.size() == 0) {
            return Selection.EMPTY;
        }
        var first = best.scores().getFirst();
        double confidence = first.quality() - config.caution() * first.uncertainty();
        return new Selection(
                best.soft(1).choices(),
                confidence < config.below() ? Selection.Retrieval.CONSULT : Selection.Retrieval.SKIP);
    }

    /** What is too little confidence. */
    public record Config(
            @Option(
                    value = "confidence of the best expert below which to consult a store, in [0, 1]",
                    otherwise = "0.5")
            double below,

            @Option(value = "standard errors by which confidence is less than expected quality", otherwise = "0")
            double caution,

            @Option(value = "how many experts", otherwise = "1")
            int k) {
        public Config {
            Require.within("below", below, 0, 1);
            Require.notNegative("caution", caution);
            Require.atLeastOne("k", k);
        }
    }
}
