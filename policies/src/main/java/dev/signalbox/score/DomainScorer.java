package dev.signalbox.score;

import dev.signalbox.experts.ExpertCard;
import dev.signalbox.features.Features;
import dev.signalbox.learn.Matrix;
import dev.signalbox.learn.Observation;
import dev.signalbox.learn.Onboarding;
import dev.signalbox.learn.Snapshot;
import dev.signalbox.learn.Training;
import dev.signalbox.numeric.Vectors;
import dev.signalbox.yaml.Option;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * Scores an expert by its mean quality, cost and latency in each domain, weighted by how likely the question is of it.
 *
 * <p>MoDEM, Simonds et al. 2024, <a href="https://arxiv.org/abs/2410.07490">arXiv:2410.07490</a>, routes by a predicted
 * domain; Composition of Experts, <a href="https://arxiv.org/abs/2412.01868">arXiv:2412.01868</a>, learns the table from
 * domain to expert under a cost limit. Deviations: the domain is not decided but weighed, by a {@link DomainModel}, since a
 * question between two domains is best served by what is good at both; the cost limit is the policy's objective, not part
 * of the table. Questions without a label teach the table nothing; without any label there is one domain.
 *
 * <pre>
 *   quality, cost, latency, tokens, count  [m][k]  of expert m in domain k, as {@link GradeTable} has them
 * </pre>
 */
@ScorerSpec(
        name = "domain",
        paper = "arXiv:2410.07490",
        summary = "Mean quality, cost and latency of each expert by domain, weighted by the question's likely domains")
public final class DomainScorer implements Scorer, Explains {

    private static final String NAMES = "domains";
    private static final double LEAST_SHOWN = 0.005;

    private final DomainModel domains;
    private final List<String> names;
    private final GradeTable grades;
    private final Map<String, Integer> experts = new HashMap<>();

    public DomainScorer(Config config, Snapshot snapshot) {
        this.domains = DomainModel.of(snapshot);
        this.names = snapshot.labels(NAMES);
        this.grades = GradeTable.of(snapshot, config.prior());
        for (var expert : snapshot.experts()) {
            experts.put(expert, experts.size());
        }
    }

    @Override
    public Scorecard score(Features features, List<ExpertCard> candidates) {
        var likely = Belonging.of(domains.likely(features.prompt()));
        var scores = new ArrayList<Score>(candidates.size());
        for (var card : candidates) {
            scores.add(Optional.ofNullable(experts.get(card.name()))
                    .map(expert -> grades.score(features, card, expert, likely))
                    .orElseGet(() -> Expectation.declared(features, card)));
        }
        return new Scorecard(scores);
    }

    /** A question is how likely it is of each domain. */
    @Override
    public Optional<Factored> factored(List<ExpertCard> cards) {
        return Optional.of(Factoring.of(
                cards,
                grades.groups(),
                features -> Vectors.floats(domains.likely(features.prompt())),
                card -> Optional.ofNullable(experts.get(card.name())).map(grades::factors)));
    }

    /** Every domain that is likelier than one in two hundred; those without outcomes are left out. */
    @Override
    public List<Reason> explain(Features features, List<ExpertCard> candidates) {
        var likely = domains.likely(features.prompt());
        var shown = IntStream.range(0, likely.length)
                .filter(domain -> likely[domain] > LEAST_SHOWN)
                .boxed()
                .sorted(Comparator.comparingDouble(domain -> -likely[domain]))
                .map(domain -> new Reason.Domain(
                        domain < names.size() ? names.get(domain) : Integer.toString(domain),
                        likely[domain],
                        Grades.of(candidates, experts, expert -> grades.quality(expert, domain))))
                .toList();
        return List.of(new Reason.Domains(shown));
    }

    /** How far a domain's few grades are trusted. */
    public record Config(
            @Option(value = "observations that an expert's overall mean counts for in each domain", otherwise = "5")
            double prior) {
        public Config {
            if (!(prior >= 0)) {
                throw new IllegalArgumentException("prior: " + prior + ", expected not below 0");
            }
        }
    }

    /** Fits the model of domains and the table. */
    public static final class Fit implements Onboarding {

        private final Config config;

        public Fit(Config config) {
            this.config = config;
        }

        @Override
        public Snapshot fit(Training training, RandomGenerator random) {
            var labelled = training.observations().stream()
                    .filter(observation -> !observation.domain().isEmpty())
                    .toList();
            var known = labelled.isEmpty() ? training.observations() : labelled;
            var names =
                    known.stream().map(Observation::domain).distinct().sorted().toList();
            var index = new HashMap<String, Integer>();
            names.forEach(name -> index.put(name, index.size()));
            var groups = known.stream()
                    .mapToInt(observation -> index.getOrDefault(observation.domain(), 0))
                    .toArray();
            var table = GradeTable.fit(known, groups, names.size(), training.experts(), config.prior());
            var matrices = new TreeMap<String, Matrix>(table.matrices());
            matrices.putAll(DomainModel.fit(known, groups, names.size(), random).matrices());
            var origin = Snapshot.Origin.of("domain", training);
            return new Snapshot(origin, training.experts(), matrices, Map.of(NAMES, names));
        }

        /** The domains stay; a newcomer gets a row of each table. */
        @Override
        public Snapshot onboard(Snapshot known, Training few, RandomGenerator random) {
            var newcomers = Newcomers.of(known, few);
            var domains = DomainModel.of(known);
            var likely = few.observations().stream()
                    .map(observation -> domains.likely(observation.prompt()))
                    .toArray(double[][]::new);
            return newcomers.join(NewRows.join(newcomers, likely, config.prior()));
        }
    }
}
