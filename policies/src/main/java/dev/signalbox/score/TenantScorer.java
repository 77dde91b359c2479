package dev.signalbox.score;

import dev.signalbox.experts.Caller;
import dev.signalbox.experts.ExpertCard;
import dev.signalbox.experts.Price;
import dev.signalbox.features.Features;
import dev.signalbox.learn.Continues;
import dev.signalbox.learn.Matrix;
import dev.signalbox.learn.Observation;
import dev.signalbox.learn.Snapshot;
import dev.signalbox.learn.Training;
import dev.signalbox.yaml.Option;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/**
 * Scores an expert as another scorer does, corrected by what the asking tenant's own feedback said beyond that.
 *
 * <p>A mean of residuals with shrinkage, as in any mixed model with an effect for each group; no paper. The other scorer
 * learns from questions of no tenant alone, and a tenant's correction from its own feedback alone: so feedback moves the
 * routes of the tenant who gave it and, to the last bit, nobody else's. {@linkplain Continues Learning on} keeps the other
 * scorer's state and learns all corrections anew. Feedback on experts that the other scorer does not know teaches nothing.
 *
 * <pre>
 *   tenant.shift  [t][m]  mean of a tenant's grades of expert m less what was expected, as if prior grades had been as
 *                         expected; added to quality; tenants are the snapshot's labels {@code tenant}
 *   NAME/...              the matrices of the other scorer
 * </pre>
 */
@ScorerSpec(
        name = "tenant",
        summary = "Another scorer, corrected for each tenant by its own feedback, which moves nobody else's routes")
public final class TenantScorer implements Scorer, Explains {

    private static final String SHIFT = "tenant.shift";
    private static final String TENANTS = "tenant";

    private final Config config;
    private final Scorer over;
    private final Matrix shift;
    private final Map<String, Integer> tenants = new HashMap<>();
    private final Map<String, Integer> experts = new HashMap<>();

    public TenantScorer(Config config, Snapshot snapshot, Parts catalogue) {
        this.config = config;
        this.over = catalogue.scorer(config.over(), part(config.over(), snapshot));
        this.shift = snapshot.matrix(SHIFT);
        for (var tenant : snapshot.labels(TENANTS)) {
            tenants.put(tenant, tenants.size());
        }
        for (var expert : snapshot.experts()) {
            experts.put(expert, experts.size());
        }
    }

    @Override
    public Scorecard score(Features features, List<ExpertCard> candidates) {
        var tenant = tenants.get(features.caller().tenant());
        var expected = over.score(features, candidates);
        return tenant == null
                ? expected
                : Advised.moved(expected, score -> score.quality() + shift(tenant, score.expert()));
    }

    @Override
    public Optional<String> domain(Features features) {
        return over.domain(features);
    }

    private double shift(int tenant, String name) {
        var expert = experts.get(name);
        return expert == null ? 0 : shift.at(tenant, expert);
    }

    @Override
    public List<Reason> explain(Features features, List<ExpertCard> candidates) {
        var tenant = tenants.get(features.caller().tenant());
        var quality = Advised.qualities(over.score(features, candidates));
        var part = new Reason.Part(config.over(), 1, quality, Explains.of(over, features, candidates));
        var shifts = new TreeMap<String, Double>();
        if (tenant != null) {
            quality.keySet().forEach(name -> shifts.put(name, shift(tenant, name)));
        }
        return List.of(new Reason.Mixed(List.of(part), shifts));
    }

    private static Snapshot part(String name, Snapshot whole) {
        var prefix = name + "/";
        var matrices = new TreeMap<String, Matrix>();
        whole.matrices().forEach((key, matrix) -> {
            if (key.startsWith(prefix)) {
                matrices.put(key.substring(prefix.length()), matrix);
            }
        });
        var labels = new TreeMap<>(whole.labels());
        labels.remove(TENANTS);
        var from = whole.origin();
        var origin = new Snapshot.Origin(name, from.space(), from.dimension(), from.fittedAt(), from.observations());
        return new Snapshot(origin, whole.experts(), matrices, labels);
    }

    /** Whose scores are corrected, and how fast. */
    public record Config(
            @Option("scorer that learns, whose scores are corrected")
            String over,

            @Option(
                    value = "grades as expected that a tenant's own grades of an expert are averaged with",
                    otherwise = "20")
            double prior)
            implements NamesScorers {
        public Config {
            Advised.requirePositive("prior", prior);
        }

        @Override
        public List<String> scorers() {
            return List.of(over);
        }
    }

    /** Fits the other scorer, then each tenant's corrections of it. */
    public static final class Fit implements Continues {

        private final Config config;
        private final Parts catalogue;

        public Fit(Config config, Parts catalogue) {
            this.config = config;
            this.catalogue = catalogue;
        }

        @Override
        public Snapshot fit(Training training, RandomGenerator random) {
            var common = training.observations().stream()
                    .filter(observation -> observation.tenant().isEmpty())
                    .toList();
            if (common.isEmpty()) {
                throw new IllegalArgumentException(
                        "tenant: nothing but tenants' feedback to learn from, expected questions"
                                + " of no tenant first; run ./signalbox train with a file of questions");
            }
            var base = catalogue.learner(config.over()).fit(training.of(common), random);
            return corrected(base, training);
        }

        @Override
        public Snapshot continued(Snapshot known, Training more, RandomGenerator random) {
            return corrected(part(config.over(), known), more);
        }

        private Snapshot corrected(Snapshot base, Training training) {
            var feedback = training.observations().stream()
                    .filter(observation -> !observation.tenant().isEmpty())
                    .toList();
            var tenants = feedback.stream()
                    .map(Observation::tenant)
                    .distinct()
                    .sorted()
                    .toList();
            var matrices = new TreeMap<String, Matrix>();
            matrices.put(SHIFT, shifts(catalogue.scorer(config.over(), base), base.experts(), tenants, feedback));
            base.matrices().forEach((key, matrix) -> matrices.put(config.over() + "/" + key, matrix));
            var labels = new TreeMap<>(base.labels());
            labels.put(TENANTS, tenants);
            return new Snapshot(Snapshot.Origin.of("tenant", training), base.experts(), matrices, labels);
        }

        private Matrix shifts(Scorer over, List<String> experts, List<String> tenants, List<Observation> feedback) {
            var misses = new Cells(tenants.size(), experts.size());
            var rows = new HashMap<String, Integer>();
            tenants.forEach(tenant -> rows.put(tenant, rows.size()));
            var cards = experts.stream().map(Fit::blank).toList();
            for (var observation : feedback) {
                var expected = over.score(Features.of(observation.prompt(), new Caller("", "")), cards)
                        .scores();
                for (int e = 0; e < experts.size(); e++) {
                    var grade = observation.grades().get(experts.get(e));
                    if (grade != null) {
                        double miss = grade.quality() - expected.get(e).quality();
                        misses.add(rows.getOrDefault(observation.tenant(), 0), e, miss, 1);
                    }
                }
            }
            return misses.shrunkTo(0, config.prior());
        }

        /** Of the expert nothing matters here but its name. */
        private static ExpertCard blank(String name) {
            return new ExpertCard(
                    name,
                    "",
                    Set.of(),
                    new ExpertCard.Limits(Integer.MAX_VALUE, Integer.MAX_VALUE),
                    Price.FREE,
                    new ExpertCard.Declared(0.5, 1, Duration.ZERO),
                    Set.of());
        }
    }
}
