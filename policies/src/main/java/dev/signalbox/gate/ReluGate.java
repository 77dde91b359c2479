package dev.signalbox.gate;

import dev.signalbox.score.Scorecard;
import dev.signalbox.yaml.Option;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Chooses every expert whose utility exceeds a cut, weighted by the excess: as many as are worth it, at least one.
 *
 * <p>Wang et al. 2024 (ReMoE), <a href="https://arxiv.org/abs/2412.14711">arXiv:2412.14711</a>, sections 3.2 and 3.3.
 * Deviations: the paper trains a router until a chosen share of its ReLU outputs is positive, by an L1 penalty whose
 * weight it adapts; scores are not ours to train, so the ReLU is shifted instead, and the shift is either given or fitted
 * so that a given number of experts is active on average. A token of the paper may have no active expert; a question gets
 * its best one. Weights sum to one.
 */
@GateSpec(
        name = "relu",
        paper = "arXiv:2412.14711",
        summary = "Every expert worth more than a cut, weighted by the excess; the best when none is")
public final class ReluGate implements CalibratedGate {

    private static final double DEFAULT_CUT = 0.5;

    private final Config config;
    private final double cut;

    public ReluGate(Config config) {
        this(config, config.above().orElse(DEFAULT_CUT));
    }

    private ReluGate(Config config, double cut) {
        this.config = config;
        this.cut = cut;
    }

    @Override
    public Selection select(Scorecard scorecard, Objective objective, RandomGenerator random) {
        var ranking = Ranking.of(scorecard, objective);
        int active = (int) ranking.scores().stream()
                .filter(score -> objective.utility(score) > cut)
                .count();
        if (active == 0) {
            return ranking.best(1).soft(1);
        }
        var excess = new double[active];
        for (int rank = 0; rank < active; rank++) {
            excess[rank] = ranking.utility(rank) - cut;
        }
        return ranking.best(active).weighted(excess);
    }

    @Override
    public boolean awaitsCalibration() {
        return config.experts().isPresent();
    }

    /** Takes the lowest cut with which no more experts are chosen than wanted, on average. */
    @Override
    public Gate calibrated(List<Scorecard> predictions, Objective objective) {
        double wanted = config.experts().orElseThrow();
        var utilities = predictions.stream()
                .map(card ->
                        card.scores().stream().mapToDouble(objective::utility).toArray())
                .toList();
        var cuts = utilities.stream().flatMapToDouble(Arrays::stream).sorted().toArray();
        if (meanChosen(utilities, Math.nextDown(cuts[0])) <= wanted) {
            return new ReluGate(config, Math.nextDown(cuts[0]));
        }
        // the mean falls as the cut rises, and is one at the highest utility
        int tooLow = -1;
        int fits = cuts.length - 1;
        while (fits - tooLow > 1) {
            int middle = (tooLow + fits) >>> 1;
            if (meanChosen(utilities, cuts[middle]) <= wanted) {
                fits = middle;
            } else {
                tooLow = middle;
            }
        }
        return new ReluGate(config, cuts[fits]);
    }

    private static double meanChosen(List<double[]> utilities, double cut) {
        return utilities.stream()
                .mapToDouble(card -> {
                    long active =
                            Arrays.stream(card).filter(utility -> utility > cut).count();
                    return Math.max(1, active);
                })
                .average()
                .orElse(1);
    }

    /** One of two ways to say how much an expert must be worth. */
    public record Config(
            @Option("utility that a chosen expert exceeds; 0.5 when neither option is given")
            Optional<Double> above,

            @Option("number of experts chosen per query on average, at least 1, instead of above; fitted by training")
            Optional<Double> experts) {
        public Config {
            if (above.isPresent() && experts.isPresent()) {
                throw new IllegalArgumentException(
                        "above " + above.get() + " and experts " + experts.get() + ", expected one of them");
            }
            if (experts.isPresent() && !(experts.get() >= 1)) {
                throw new IllegalArgumentException("experts: " + experts.get() + ", expected at least 1");
            }
        }
    }
}
