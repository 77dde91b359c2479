package dev.signalbox.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.signalbox.experts.Caller;
import dev.signalbox.experts.ExpertCard;
import dev.signalbox.features.Embedding;
import dev.signalbox.features.Features;
import dev.signalbox.features.Prompt;
import dev.signalbox.features.PromptEmbedder;
import dev.signalbox.features.Signal;
import dev.signalbox.features.Signals;
import dev.signalbox.features.Terms;
import dev.signalbox.learn.Observation;
import dev.signalbox.learn.Snapshot;
import dev.signalbox.learn.Training;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class ExplainsTest {

    private static final Caller CALLER = new Caller("tenant", "key");
    private static final List<ExpertCard> CARDS =
            List.of(ScorerContract.card("a", 0.5), ScorerContract.card("b", 0.6), ScorerContract.card("unseen", 0.3));

    /** Of topic 0, on which a is right. */
    private static Features even() {
        return Features.of(Prompt.of(Worlds.around(0, new SplittableRandom(3))), CALLER);
    }

    private static double quality(Scorer scorer, Features features, String expert) {
        return scorer.score(features, CARDS).of(expert).orElseThrow().quality();
    }

    @Test
    void explain_static_tellsWhatCardsDeclare() {
        var reasons = Explains.of(new StaticScorer(new StaticScorer.Config()), even(), CARDS);

        assertThat(reasons).containsExactly(new Reason.Declared(Map.of("a", 0.5, "b", 0.6, "unseen", 0.3)));
    }

    @Test
    void explain_cluster_tellsTheClusterWhoseMeansArePredicted() {
        var config = new ClusterScorer.Config(Optional.of(4), 4, 1, 3, ClusterScorer.Kind.K_MEANS);
        var snapshot = new ClusterScorer.Fit(config).fit(Worlds.topics(4, 40, 1), new SplittableRandom(1));
        var scorer = new ClusterScorer(config, snapshot);

        var cluster = only(Reason.Cluster.class, scorer.explain(even(), CARDS));

        assertThat(cluster.clusters()).isEqualTo(4);
        assertThat(cluster.questions()).isEqualTo(40);
        assertThat(cluster.grades()).containsOnlyKeys("a", "b");
        assertThat(cluster.grades().get("a")).isEqualTo(quality(scorer, even(), "a"));
    }

    @Test
    void explain_knn_tellsTheNearestQuestionsAndTheirGrades() {
        var training = Worlds.topics(4, 40, 1);
        var scorer = knn(new KnnScorer.Fit(KNN).fit(training, new SplittableRandom(1)));

        var near = only(Reason.Neighbourhood.class, scorer.explain(even(), CARDS));

        assertThat(near.questions()).isEqualTo(20);
        assertThat(near.grades().get("a")).isCloseTo(1, within(1e-9));
        assertThat(near.nearest()).hasSize(5).allSatisfy(one -> {
            assertThat(one.domain()).isEqualTo("even");
            assertThat(one.grades()).isEqualTo(Map.of("a", 1.0, "b", 0.0));
            assertThat(one.share()).isBetween(0.0, 1.0);
        });
        assertThat(near.nearest())
                .extracting(Reason.Neighbour::similarity)
                .isSortedAccordingTo((one, other) -> Double.compare(other, one));
        assertThat(training.observations().stream().map(Observation::queryId))
                .containsAll(
                        near.nearest().stream().map(Reason.Neighbour::question).toList());
    }

    @Test
    void explain_knnOfASnapshotWithoutLabels_namesNoQuestion() {
        var labelled = new KnnScorer.Fit(KNN).fit(Worlds.topics(4, 40, 1), new SplittableRandom(1));
        var bare = new Snapshot(labelled.origin(), labelled.experts(), labelled.matrices());

        var near = only(Reason.Neighbourhood.class, knn(bare).explain(even(), CARDS));

        assertThat(near.nearest()).allSatisfy(one -> {
            assertThat(one.question()).isEmpty();
            assertThat(one.domain()).isEmpty();
            assertThat(one.grades()).isNotEmpty();
        });
    }

    @Test
    void explain_knnOfAnOnboardedExpert_tellsNoGradeThatItNeverGot() {
        var fit = new KnnScorer.Fit(KNN);
        var known = fit.fit(Worlds.topics(4, 40, 1), new SplittableRandom(1));
        var onboarded = fit.onboard(known, Worlds.newcomer("unseen", 2, 4, 50, 2), new SplittableRandom(2));

        var near = only(Reason.Neighbourhood.class, knn(onboarded).explain(even(), CARDS));

        assertThat(near.grades()).containsOnlyKeys("a", "b", "unseen");
        assertThat(near.nearest()).allSatisfy(one -> assertThat(one.grades()).containsOnlyKeys("a", "b"));
    }

    @Test
    void explain_domain_tellsDomainsWhoseMeanIsPredicted() {
        var config = new DomainScorer.Config(5);
        var snapshot = new DomainScorer.Fit(config).fit(Worlds.topics(4, 40, 1), new SplittableRandom(1));
        var scorer = new DomainScorer(config, snapshot);

        var domains = only(Reason.Domains.class, scorer.explain(even(), CARDS)).domains();

        assertThat(domains.getFirst().name()).isEqualTo("even");
        double mean = domains.stream()
                .mapToDouble(domain -> domain.probability() * domain.grades().getOrDefault("a", 0.0))
                .sum();
        assertThat(mean).isCloseTo(quality(scorer, even(), "a"), within(0.01));
    }

    @Test
    void explain_linear_addsUpToWhatIsPredicted() {
        var scorer = linear(worded(200));
        var asked = worded("please sort these words", 7);

        var sum = only(Reason.Sum.class, scorer.explain(asked, CARDS));

        for (var expert : List.of("a", "b")) {
            double added = sum.base().getOrDefault(expert, 0.0)
                    + sum.terms().stream()
                            .mapToDouble(term -> term.points().getOrDefault(expert, 0.0))
                            .sum();
            assertThat(added).isStrictlyBetween(0.0, 1.0).isCloseTo(quality(scorer, asked, expert), within(1e-6));
        }
        assertThat(sum.terms()).extracting(Reason.Points::feature).contains("embedding", "other words");
        assertThat(sum.terms())
                .extracting(Reason.Points::feature)
                .anyMatch(feature -> feature.startsWith("\"") && feature.contains("sort"));
    }

    @Test
    void explain_linearOfARecordedQuestion_namesNoWord() {
        var asked = worded("please sort these words", 7);
        var prompt = asked.prompt();
        var recorded = Features.of(Prompt.of(prompt.embedding(), prompt.terms(), prompt.signals()), CALLER);

        var sum = only(Reason.Sum.class, linear(worded(200)).explain(recorded, CARDS));

        assertThat(sum.terms())
                .extracting(Reason.Points::feature)
                .contains("words")
                .noneMatch(feature -> feature.contains("\""));
    }

    @Test
    void explain_kernel_tellsThatTheSubjectDecided() {
        var config = new KernelScorer.Config(1.5, 100, Optional.of(1.0));
        var snapshot = new KernelScorer.Fit(config).fit(Worlds.topics(4, 40, 1), new SplittableRandom(1));
        var scorer = new KernelScorer(config, snapshot);

        var without = only(Reason.Without.class, scorer.explain(even(), CARDS));

        assertThat(without.features()).isEqualTo("embedding");
        double lead = quality(scorer, even(), "a") - quality(scorer, even(), "b");
        assertThat(lead).isGreaterThan(0.8);
        assertThat(Math.abs(without.quality().getOrDefault("a", 9.0)
                        - without.quality().getOrDefault("b", 0.0)))
                .isLessThan(0.3);
    }

    @Test
    void explain_mixture_addsUpItsPartsAndLetsThemSpeak() {
        var config = new MixtureScorer.Config(List.of("domain", "knn"));
        var snapshot = new MixtureScorer.Fit(config, MixtureScorerTest.PARTS)
                .fit(Worlds.topics(4, 40, 1), new SplittableRandom(1));
        var scorer = new MixtureScorer(config, snapshot, MixtureScorerTest.PARTS);

        var mixed = only(Reason.Mixed.class, scorer.explain(even(), CARDS));

        double sum = mixed.shift().getOrDefault("a", 0.0);
        for (var part : mixed.parts()) {
            sum += part.weight() * part.quality().getOrDefault("a", 0.0);
        }
        assertThat(Math.clamp(sum, 0.0, 1.0)).isCloseTo(quality(scorer, even(), "a"), within(1e-9));
        assertThat(mixed.parts()).extracting(Reason.Part::scorer).containsExactlyInAnyOrder("domain", "knn");
        var byName = mixed.parts().stream().filter(part -> part.scorer().equals("knn"));
        var near = only(
                Reason.Neighbourhood.class, byName.findFirst().orElseThrow().reasons());
        assertThat(near.nearest().getFirst().question()).startsWith("q");
    }

    @Test
    void of_scorerThatDoesNotExplain_tellsWhatPartsOfTheFeaturesMattered() {
        Scorer byCode = (features, candidates) -> new Scorecard(candidates.stream()
                .map(card -> {
                    double code = features.prompt().signals().at(Signal.CODE);
                    return new Score(card.name(), card.name().equals("a") ? code : 0.5, 0, 0, Duration.ZERO);
                })
                .toList());
        var signals = Signals.of(Map.of(Signal.CODE, 0.75));
        var prompt = Prompt.of(even().embedding(), Terms.NONE, signals);

        var reasons = Explains.of(byCode, Features.of(prompt, CALLER), CARDS);

        assertThat(reasons).containsExactly(new Reason.Without("form", Map.of("a", 0.0, "b", 0.5, "unseen", 0.5)));
    }

    @Test
    void of_scorerThatLooksAtNothing_computesNothingAndHasNoReason() {
        Scorer blind = (features, candidates) -> new Scorecard(candidates.stream()
                .map(card -> new Score(card.name(), 0.5, 0, 0, Duration.ZERO))
                .toList());
        var prompt = Prompt.of("what is it?", new NeverEmbeds());

        assertThat(Explains.of(blind, new Features(prompt, 3, 0, Set.of(), CALLER), CARDS))
                .isEmpty();
        assertThat(prompt.signalsIfComputed()).isEmpty();
    }

    @Test
    void explain_noCandidates_givesReasonsWithoutGrades() {
        var scorer = knn(new KnnScorer.Fit(KNN).fit(Worlds.topics(4, 40, 1), new SplittableRandom(1)));

        assertThat(only(Reason.Neighbourhood.class, scorer.explain(even(), List.of()))
                        .grades())
                .isEmpty();
    }

    private static final KnnScorer.Config KNN = new KnnScorer.Config(20, 0.1, 1);

    private static KnnScorer knn(Snapshot snapshot) {
        return new KnnScorer(KNN, snapshot);
    }

    private static LinearScorer linear(Training training) {
        var config = new LinearScorer.Config(Optional.of(30.0));
        return new LinearScorer(config, new LinearScorer.Fit(config).fit(training, new SplittableRandom(1)));
    }

    /** Where words decide: a sorts, b adds. */
    private static Training worded(int questions) {
        var base = Worlds.topics(2, questions / 2, 1);
        var worded = base.observations().stream()
                .map(one -> new Observation(
                        one.queryId(),
                        one.promptId(),
                        Prompt.of(
                                one.domain().equals("even") ? "please sort these words" : "please add these numbers",
                                one.embedding()),
                        one.domain(),
                        one.grades()))
                .toList();
        return new Training(base.space(), base.at(), worded);
    }

    private static Features worded(String text, long seed) {
        return Features.of(Prompt.of(text, Worlds.around(0, new SplittableRandom(seed))), CALLER);
    }

    private static <R extends Reason> R only(Class<R> kind, List<Reason> reasons) {
        assertThat(reasons).hasSize(1);
        return kind.cast(reasons.getFirst());
    }

    private static final class NeverEmbeds implements PromptEmbedder {

        @Override
        public String space() {
            return Worlds.SPACE;
        }

        @Override
        public int dimension() {
            return ScorerContract.DIMENSION;
        }

        @Override
        public Embedding embed(String text) {
            throw new AssertionError("nobody needs it");
        }
    }
}
