package dev.signalbox.cli.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.signalbox.experts.ExpertCard;
import dev.signalbox.experts.Price;
import dev.signalbox.experts.Query;
import dev.signalbox.experts.Roster;
import dev.signalbox.features.DefaultExtractor;
import dev.signalbox.features.Features;
import dev.signalbox.features.Prompt;
import dev.signalbox.learn.Grade;
import dev.signalbox.learn.Observation;
import dev.signalbox.learn.Training;
import dev.signalbox.policy.Catalogue;
import dev.signalbox.policy.Decision;
import dev.signalbox.policy.Policy;
import dev.signalbox.policy.PolicyFile;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Times whole decisions over thousands of experts, the embedding left out, and holds their choices against those of the
 * same policy made without an index. One thread.
 *
 * <p>The experts are made up: {@value #FAMILIES} families share what they are good at, by topic, and each expert differs
 * from its family; the better are the dearer. What the policy knows of them its scorer has learned from
 * {@value #GRADES} right-or-wrong grades of each, on {@value #LEARNED} prompts.
 */
public final class ScaleBench {

    private static final int FAMILIES = 100;
    private static final int GRADES = 120;
    private static final int LEARNED = 3_000;
    private static final int ASKED = 512;

    /** Fewer than those from which on a policy keeps an index. */
    private static final int PART = 400;

    private final String score;
    private final ScorerBench.Ready embedder = new ScorerBench.Ready();
    private final Roster roster;
    private final Policy policy;

    /**
     * Fits, which takes a moment.
     *
     * @param score as in a policy file's {@code score}
     */
    public ScaleBench(String score, int experts) {
        this.score = score;
        this.roster = new Roster(
                1, IntStream.range(0, experts).mapToObj(ScaleBench::card).toList());
        var yaml = "policy: bench\nscore: {" + score + "}\nobjective: {quality: 1.0, per-usd: 20}\n";
        var file = PolicyFile.parse("--score", yaml.getBytes(UTF_8), Catalogue.of(List.of()));
        var snapshot = file.learner().map(learner -> learner.fit(training(experts), new SplittableRandom(1)));
        this.policy = file.compile(roster, _ -> snapshot, embedder.space());
    }

    /**
     * What was measured.
     *
     * @param bindMillis what it took to bind the policy to the roster, its index built
     * @param bytes by which the heap grew then
     * @param scored how many experts a decision scored, on average
     * @param recall share of questions that went to the very expert that a decision without an index chooses
     * @param regret mean utility lost to those choices
     */
    public record Report(
            Stopwatch.Timing timing, long bindMillis, long bytes, double scored, double recall, double regret) {}

    /** @param each how long it is timed, after a third of it for warming up */
    public Report measure(Duration each) {
        long before = heap();
        long begun = System.nanoTime();
        var bound = policy.over(roster);
        long millis = (System.nanoTime() - begun) / 1_000_000;
        long bytes = Math.max(0, heap() - before);
        var queries = queries();
        var extractor = new DefaultExtractor(embedder);
        var step =
                "decide, " + roster.cards().size() + " experts, " + score + " of " + LEARNED + " prompts, no embedding";
        var timing = Stopwatch.time(
                step, each, index -> bound.decide("q", extractor.extract(queries.get(index % ASKED)), index));
        var questions = queries.stream().map(extractor::extract).toList();
        return report(bound, questions, new Report(timing, millis, bytes, 0, 0, 0));
    }

    private Report report(Policy.Bound bound, List<Features> questions, Report timed) {
        var parts = parts();
        double scored = 0;
        double same = 0;
        double regret = 0;
        for (var question : questions) {
            var decision = bound.decide("q", question, 1);
            var exact = parts.stream()
                    .map(part -> best(part.decide("q", question, 1)))
                    .max(Comparator.comparingDouble(Decision.Candidate::utility))
                    .orElseThrow();
            double lost = exact.utility() - best(decision).utility();
            scored += decision.candidates().size();
            same += lost == 0 ? 1 : 0;
            regret += lost;
        }
        int asked = questions.size();
        return new Report(
                timed.timing(), timed.bindMillis(), timed.bytes(), scored / asked, same / asked, regret / asked);
    }

    private static Decision.Candidate best(Decision decision) {
        return decision.candidates().stream()
                .max(Comparator.comparingDouble(Decision.Candidate::utility))
                .orElseThrow();
    }

    /** The policy over the same experts, in rosters so small that it scores them all. */
    private List<Policy.Bound> parts() {
        var cards = roster.cards();
        return IntStream.range(0, Math.ceilDiv(cards.size(), PART))
                .mapToObj(part -> cards.subList(part * PART, Math.min(cards.size(), (part + 1) * PART)))
                .map(part -> policy.over(new Roster(1, part)))
                .toList();
    }

    /** Their embeddings at hand. */
    private List<Query> queries() {
        var queries = IntStream.range(0, ASKED)
                .mapToObj(index -> DecisionBench.query(DecisionBench.varied(index)))
                .toList();
        queries.forEach(query -> embedder.embed(query.question()));
        return queries;
    }

    private static ExpertCard card(int index) {
        long price = Math.round(50_000 * Math.exp(4 * skill(index, 0)));
        return new ExpertCard(
                name(index),
                "",
                Set.of(),
                new ExpertCard.Limits(100_000, 4_096),
                new Price(price, price, 4 * price),
                new ExpertCard.Declared(0.5, 100, Duration.ofMillis(500)),
                Set.of());
    }

    private static String name(int index) {
        return "expert-" + index;
    }

    /** Chance that the expert is right on the topic, in [0.05, 0.95]. */
    private static double skill(int expert, int topic) {
        var family = new SplittableRandom(expert % FAMILIES);
        double general = family.nextGaussian();
        double subject = new SplittableRandom((expert % FAMILIES) * 1_000L + topic + 1).nextGaussian();
        double own = new SplittableRandom(expert * 1_000L + topic + 500_000).nextGaussian();
        return Math.clamp(0.55 + 0.12 * general + 0.15 * subject + 0.05 * own, 0.05, 0.95);
    }

    /** Prompt i is of topic i modulo {@value ScorerBench#TOPICS}. */
    private Training training(int experts) {
        var random = new SplittableRandom(2);
        var grades = IntStream.range(0, LEARNED)
                .mapToObj(_ -> new HashMap<String, Grade>())
                .toList();
        for (int expert = 0; expert < experts; expert++) {
            for (int drawn = 0; drawn < GRADES; drawn++) {
                int prompt = random.nextInt(LEARNED);
                int quality = random.nextDouble() < skill(expert, prompt % ScorerBench.TOPICS) ? 1 : 0;
                long tokens = 50 + 5L * (prompt % ScorerBench.TOPICS) + random.nextInt(50);
                var time = Duration.ofMillis(10 * tokens);
                grades.get(prompt).put(name(expert), new Grade(quality, 10.0, time, tokens));
            }
        }
        var observations = IntStream.range(0, LEARNED)
                .mapToObj(index -> new Observation(
                        "q" + index,
                        "q" + index,
                        Prompt.of(DecisionBench.varied(-1 - index), ScorerBench.Ready.point(index)),
                        "topic-" + index % ScorerBench.TOPICS,
                        grades.get(index)))
                .toList();
        return new Training(embedder.space(), Instant.EPOCH, observations);
    }

    private static long heap() {
        System.gc();
        var runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
