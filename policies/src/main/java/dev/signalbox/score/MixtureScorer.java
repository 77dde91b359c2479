package dev.signalbox.score;

import dev.signalbox.experts.Caller;
import dev.signalbox.experts.ExpertCard;
import dev.signalbox.experts.Price;
import dev.signalbox.features.Features;
import dev.signalbox.learn.HeldOut;
import dev.signalbox.learn.Matrix;
import dev.signalbox.learn.Observation;
import dev.signalbox.learn.Onboarding;
import dev.signalbox.learn.Snapshot;
import dev.signalbox.learn.Training;
import dev.signalbox.yaml.Option;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/**
 * Scores an expert by what several scorers say of it, each weighted by how well it told the experts apart on questions that
 * it had not seen.
 *
 * <p>Mixture of Routers, Zhang et al. 2025, <a href="https://arxiv.org/abs/2503.23362">arXiv:2503.23362</a>: sub-routers
 * under a main router. Deviations: the main router's weights are fitted by {@link Blending stacking} on held-out
 * predictions, not by gradients, and are the same for every question; on the same predictions an {@link Adjustment} is
 * fitted for each expert. Cost, latency and uncertainty are the parts' means under the same weights.
 *
 * <pre>
 *   mix.weights  [1][k]  of the parts, at least 0
 *   mix.scale    [1][m]  times the weighted sum, of each expert; snapshots of earlier versions lack it: 1
 *   mix.shift    [1][m]  added then
 *   NAME/...             the matrices of part NAME
 * </pre>
 */
@ScorerSpec(
        name = "mixture",
        paper = "arXiv:2503.23362",
        summary = "Several scorers, each weighted by how well it tells experts apart on questions it has not seen")
public final class MixtureScorer implements Scorer, Explains {

    private static final String WEIGHTS = "mix.weights";
    private static final String SCALE = "mix.scale";
    private static final String SHIFT = "mix.shift";

    private final List<String> names;
    private final List<Scorer> parts = new ArrayList<>();
    private final double[] weights;
    private final Matrix scale;
    private final Matrix shift;
    private final Map<String, Integer> experts = new HashMap<>();

    public MixtureScorer(Config config, Snapshot snapshot, Parts catalogue) {
        this.names = config.scorers();
        var mixed = snapshot.matrix(WEIGHTS);
        if (mixed.columns() != names.size()) {
            throw new IllegalArgumentException(
                    "snapshot: " + mixed.columns() + " parts, expected " + names.size() + ": " + names);
        }
        this.weights = new double[names.size()];
        for (int k = 0; k < weights.length; k++) {
            weights[k] = mixed.at(0, k);
            parts.add(catalogue.scorer(names.get(k), part(names.get(k), snapshot)));
        }
        this.shift = snapshot.matrix(SHIFT);
        this.scale = scale(snapshot);
        for (var expert : snapshot.experts()) {
            experts.put(expert, experts.size());
        }
    }

    @Override
    public Scorecard score(Features features, List<ExpertCard> candidates) {
        var cards = parts.stream().map(part -> part.score(features, candidates)).toList();
        var scores = new ArrayList<Score>(candidates.size());
        for (int at = 0; at < candidates.size(); at++) {
            int column = at;
            var said = cards.stream().map(card -> card.scores().get(column)).toList();
            var expert = experts.get(candidates.get(at).name());
            scores.add(expert == null ? said.getFirst() : mixed(said, expert));
        }
        return new Scorecard(scores);
    }

    private static Matrix scale(Snapshot snapshot) {
        var ones = new float[snapshot.experts().size()];
        Arrays.fill(ones, 1);
        return snapshot.matrices().getOrDefault(SCALE, Matrix.of(1, ones.length, ones));
    }

    /** What the expert's line adds to a weighted sum. */
    private double added(double sum, int expert) {
        return (scale.at(0, expert) - 1) * sum + shift.at(0, expert);
    }

    private Score mixed(List<Score> said, int expert) {
        double quality = 0;
        double total = 0;
        double variance = 0;
        double microUsd = 0;
        double nanos = 0;
        for (int k = 0; k < weights.length; k++) {
            var score = said.get(k);
            // A mixture whose weights all are 0 says the mean quality, at the first part's cost.
            double weight = weights[k] + (k == 0 ? Double.MIN_NORMAL : 0);
            quality += weights[k] * score.quality();
            total += weight;
            variance += weight * score.uncertainty() * score.uncertainty();
            microUsd += weight * score.microUsd();
            nanos += weight * score.latency().toNanos();
        }
        return new Score(
                said.getFirst().expert(),
                Math.clamp(quality + added(quality, expert), 0.0, 1.0),
                Math.sqrt(variance / total),
                microUsd / total,
                Duration.ofNanos(Math.round(nanos / total)));
    }

    /** The first part's that tells one. */
    @Override
    public Optional<String> domain(Features features) {
        return parts.stream().flatMap(part -> part.domain(features).stream()).findFirst();
    }

    /** Inner products of all parts, each under its weight; empty when one of them has none. */
    @Override
    public Optional<Factored> factored(List<ExpertCard> cards) {
        var all = parts.stream()
                .flatMap(part -> part.factored(cards).stream())
                .filter(part -> !part.isLogistic())
                .toList();
        return all.size() < parts.size()
                ? Optional.empty()
                : Optional.of(new FactoredMixture(
                        all,
                        weights,
                        card -> Optional.ofNullable(experts.get(card.name())).map(expert -> shift.at(0, expert))));
    }

    /** What each part says, and why. */
    @Override
    public List<Reason> explain(Features features, List<ExpertCard> candidates) {
        var said = new ArrayList<Reason.Part>();
        var sums = new HashMap<String, Double>();
        for (int k = 0; k < weights.length; k++) {
            var quality = new TreeMap<String, Double>();
            parts.get(k)
                    .score(features, candidates)
                    .scores()
                    .forEach(score -> quality.put(score.expert(), score.quality()));
            double weight = weights[k];
            quality.forEach((expert, value) -> sums.merge(expert, weight * value, Double::sum));
            var reasons = Explains.of(parts.get(k), features, candidates);
            said.add(new Reason.Part(names.get(k), weights[k], quality, reasons));
        }
        said.sort(Comparator.comparingDouble(part -> -part.weight()));
        var shifts = new TreeMap<String, Double>();
        candidates.forEach(card -> Optional.ofNullable(experts.get(card.name()))
                .ifPresent(expert -> shifts.put(card.name(), added(sums.getOrDefault(card.name(), 0.0), expert))));
        return List.of(new Reason.Mixed(said, shifts));
    }

    private static Snapshot part(String name, Snapshot whole) {
        var prefix = name + "/";
        var matrices = new TreeMap<String, Matrix>();
        whole.matrices().forEach((key, matrix) -> {
            if (key.startsWith(prefix)) {
                matrices.put(key.substring(prefix.length()), matrix);
            }
        });
        var labels = new TreeMap<String, List<String>>();
        whole.labels().forEach((axis, labelled) -> {
            if (axis.startsWith(prefix)) {
                labels.put(axis.substring(prefix.length()), labelled);
            }
        });
        return new Snapshot(origin(name, whole.origin()), whole.experts(), matrices, labels);
    }

    private static Snapshot.Origin origin(String name, Snapshot.Origin whole) {
        return new Snapshot.Origin(name, whole.space(), whole.dimension(), whole.fittedAt(), whole.observations());
    }

    /** What it is made of. */
    public record Config(
            @Option("scorers that learn, by name; kernel and knn when left out")
            List<String> parts) implements NamesScorers {

        private static final List<String> USUAL = List.of("kernel", "knn");

        public Config {
            parts = List.copyOf(parts);
            if (Set.copyOf(parts).size() < parts.size()) {
                throw new IllegalArgumentException("parts: " + parts + ", expected each once");
            }
        }

        @Override
        public List<String> scorers() {
            return parts.isEmpty() ? USUAL : parts;
        }
    }

    /** Fits the parts, and their weights on predictions of folds that they were not fitted on. */
    public static final class Fit implements Onboarding {

        private static final int FOLDS = 3;

        /** Predicting asks nobody. */
        private static final Caller NOBODY = new Caller("", "");

        private final Config config;
        private final Parts catalogue;

        public Fit(Config config, Parts catalogue) {
            this.config = config;
            this.catalogue = catalogue;
        }

        @Override
        public Snapshot fit(Training training, RandomGenerator random) {
            var names = config.scorers();
            var experts = training.experts();
            var observations = new ArrayList<Observation>();
            var predicted = new ArrayList<double[][]>();
            for (var fold : HeldOut.folds(training.observations(), FOLDS, random)) {
                var fit = training.of(fold.fit());
                var parts = names.stream()
                        .map(name -> catalogue.learner(name).fit(fit, random))
                        .toList();
                predicted.addAll(predict(parts, fold.check(), experts));
                observations.addAll(fold.check());
            }
            var matrices = new TreeMap<String, Matrix>();
            var labels = new TreeMap<String, List<String>>();
            matrices.putAll(weights(predicted, Targets.quality(observations, experts), experts.size()));
            for (var name : names) {
                var part = catalogue.learner(name).fit(training, random);
                part.matrices().forEach((key, matrix) -> matrices.put(name + "/" + key, matrix));
                part.labels().forEach((axis, labelled) -> labels.put(name + "/" + axis, labelled));
            }
            return new Snapshot(Snapshot.Origin.of("mixture", training), experts, matrices, labels);
        }

        /** The parts' weights stay; what they then miss of a newcomer's mean is told by labels that they did not see. */
        @Override
        public Snapshot onboard(Snapshot known, Training few, RandomGenerator random) {
            var newcomers = Newcomers.of(known, few);
            var names = newcomers.names();
            var observations = new ArrayList<Observation>();
            var predicted = new ArrayList<double[][]>();
            for (var fold : HeldOut.folds(few.observations(), FOLDS, random)) {
                var taught = taught(known, few.of(fold.fit()), random);
                predicted.addAll(predict(taught, fold.check(), names));
                observations.addAll(fold.check());
            }
            var matrices = new TreeMap<String, Matrix>();
            var labels = new TreeMap<String, List<String>>();
            var parts = taught(known, few, random);
            for (int k = 0; k < parts.size(); k++) {
                var prefix = config.scorers().get(k) + "/";
                parts.get(k).matrices().forEach((key, matrix) -> matrices.put(prefix + key, matrix));
                parts.get(k).labels().forEach((axis, labelled) -> labels.put(prefix + axis, labelled));
            }
            var shift = shift(predicted, Targets.quality(observations, names), known.matrix(WEIGHTS), names.size());
            matrices.put(SHIFT, Newcomers.beside(known.matrix(SHIFT), shift));
            var ones = new float[names.size()];
            Arrays.fill(ones, 1);
            matrices.put(SCALE, Newcomers.beside(scale(known), Matrix.of(1, ones.length, ones)));
            return newcomers.join(matrices, labels);
        }

        /** The parts, each with the newcomers in it. */
        private List<Snapshot> taught(Snapshot known, Training few, RandomGenerator random) {
            var taught = new ArrayList<Snapshot>();
            for (var name : config.scorers()) {
                if (!(catalogue.learner(name) instanceof Onboarding learner)) {
                    throw new IllegalArgumentException(
                            "onboarding: part " + name + " cannot learn further experts, expected parts that can");
                }
                taught.add(learner.onboard(part(name, known), few, random));
            }
            return taught;
        }

        private static Matrix shift(List<double[][]> predicted, double[][] known, Matrix mixed, int newcomers) {
            if (known.length == 0) {
                return Matrix.of(1, newcomers, new float[newcomers]);
            }
            var weights = new double[mixed.columns()];
            Arrays.setAll(weights, k -> mixed.at(0, k));
            var missing = Blending.shift(predicted.toArray(double[][][]::new), known, weights);
            var shift = new float[missing.length];
            for (int e = 0; e < shift.length; e++) {
                shift[e] = (float) missing[e];
            }
            return Matrix.of(1, shift.length, shift);
        }

        private Map<String, Matrix> weights(List<double[][]> predicted, double[][] known, int experts) {
            int k = config.scorers().size();
            var weights = new float[k];
            Arrays.fill(weights, 1f / k);
            var scale = new float[experts];
            Arrays.fill(scale, 1);
            var shift = new float[experts];
            if (known.length > 0) {
                var all = predicted.toArray(double[][][]::new);
                var fitted = Blending.weights(all, known);
                var adjustment = Adjustment.fit(Blending.mixed(all, fitted, experts), known);
                for (int i = 0; i < k; i++) {
                    weights[i] = (float) fitted[i];
                }
                for (int e = 0; e < experts; e++) {
                    scale[e] = (float) adjustment.scale()[e];
                    shift[e] = (float) adjustment.shift()[e];
                }
            }
            return Map.of(
                    WEIGHTS, Matrix.of(1, k, weights),
                    SCALE, Matrix.of(1, experts, scale),
                    SHIFT, Matrix.of(1, experts, shift));
        }

        /** [part][expert] of each question. */
        private List<double[][]> predict(List<Snapshot> parts, List<Observation> check, List<String> experts) {
            var cards = experts.stream().map(Fit::blank).toList();
            var scorers = new ArrayList<Scorer>();
            for (int k = 0; k < parts.size(); k++) {
                scorers.add(catalogue.scorer(config.scorers().get(k), parts.get(k)));
            }
            var predicted = new ArrayList<double[][]>(check.size());
            for (var observation : check) {
                var features = Features.of(observation.prompt(), NOBODY);
                predicted.add(scorers.stream()
                        .map(scorer -> scorer.score(features, cards).scores().stream()
                                .mapToDouble(Score::quality)
                                .toArray())
                        .toArray(double[][]::new));
            }
            return predicted;
        }

        /** Of the expert nothing matters here but its name. */
        private static ExpertCard blank(String name) {
            return new ExpertCard(
                    name,
                    "",
                    Set.of(),
                    new ExpertCard.Limits(Integer.MAX_VALUE, Integer.MAX_VALUE),
                    new Price(0, 0, 0),
                    new ExpertCard.Declared(0.5, 1, Duration.ZERO),
                    Set.of());
        }
    }
}
