package dev.signalbox.cli.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.signalbox.experts.Roster;
import dev.signalbox.features.DefaultExtractor;
import dev.signalbox.features.Embedding;
import dev.signalbox.features.Prompt;
import dev.signalbox.features.PromptEmbedder;
import dev.signalbox.learn.Observation;
import dev.signalbox.learn.Snapshot;
import dev.signalbox.learn.Training;
import dev.signalbox.policy.Catalogue;
import dev.signalbox.policy.Policy;
import dev.signalbox.policy.PolicyFile;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * Times whole decisions of one learned scorer at a grown service's size, the embedding left out: {@value #EXPERTS}
 * experts, {@value #LEARNED} learned prompts, and {@value #ASKED} others that are asked in turn. One thread.
 */
public final class ScorerBench {

    private static final int EXPERTS = 31;
    private static final int LEARNED = 12_000;
    private static final int ASKED = 512;
    private static final int DIMENSION = 384;
    static final int TOPICS = 64;

    /** What a snapshot of a scorer that searches in two steps finds the first by. */
    private static final String SHORTCUT = "points.components";

    private final String score;
    private final Ready embedder = new Ready();
    private final Roster roster = DecisionBench.roster(EXPERTS);
    private final Policy policy;
    private final Optional<Policy> exhaustive;

    /**
     * Fits, which takes a moment.
     *
     * @param score as in a policy file's {@code score}, such as {@code knn: {k: 20}}
     */
    public ScorerBench(String score) {
        this.score = score;
        var yaml = "policy: bench\nscore: {" + score + "}\nobjective: {quality: 1.0, per-usd: 20}\n";
        var file = PolicyFile.parse("--score", yaml.getBytes(UTF_8), Catalogue.of(List.of()));
        var snapshot = file.learner().map(learner -> learner.fit(training(), new SplittableRandom(1)));
        this.policy = file.compile(roster, _ -> snapshot, embedder.space());
        this.exhaustive = snapshot.filter(learned -> learned.matrices().containsKey(SHORTCUT))
                .map(ScorerBench::withoutShortcut)
                .map(learned -> file.compile(roster, _ -> Optional.of(learned), embedder.space()));
    }

    private static Snapshot withoutShortcut(Snapshot learned) {
        var matrices = new TreeMap<>(learned.matrices());
        matrices.remove(SHORTCUT);
        return new Snapshot(learned.origin(), learned.experts(), matrices, learned.labels());
    }

    /** @param each how long it is timed, after a third of it for warming up */
    public Stopwatch.Timing measure(Duration each) {
        var extractor = new DefaultExtractor(embedder);
        var queries = IntStream.range(0, ASKED)
                .mapToObj(index -> DecisionBench.query(DecisionBench.varied(index)))
                .toList();
        queries.forEach(query -> embedder.embed(query.question()));
        return Stopwatch.time(
                "decide, " + EXPERTS + " experts, " + score + " of " + LEARNED + " prompts, no embedding",
                each,
                index -> policy.decide("q", extractor.extract(queries.get(index % ASKED)), roster, index));
    }

    /**
     * How near a scorer that looks at some of the learned prompts comes to a look at all.
     *
     * @param same share of questions that go to the same expert
     * @param error mean difference of expected quality
     */
    public record Nearness(double same, double error) {}

    /** Empty for a scorer that takes no such shortcut. */
    public Optional<Nearness> nearness() {
        return exhaustive.map(all -> {
            var extractor = new DefaultExtractor(embedder);
            double same = 0;
            double error = 0;
            for (int index = 0; index < ASKED; index++) {
                var features = extractor.extract(DecisionBench.query(DecisionBench.varied(index)));
                var one = policy.decide("q", features, roster, index);
                var other = all.decide("q", features, roster, index);
                same += one.plan().equals(other.plan()) ? 1 : 0;
                for (int at = 0; at < EXPERTS; at++) {
                    error += Math.abs(one.candidates().get(at).score().quality()
                                    - other.candidates().get(at).score().quality())
                            / EXPERTS;
                }
            }
            return new Nearness(same / ASKED, error / ASKED);
        });
    }

    private Training training() {
        var random = new SplittableRandom(2);
        var observations = IntStream.range(0, LEARNED)
                .mapToObj(index -> new Observation(
                        "q" + index,
                        "q" + index,
                        Prompt.of(DecisionBench.varied(-1 - index), Ready.point(index)),
                        "",
                        DecisionBench.grades(EXPERTS, random)))
                .toList();
        return new Training(embedder.space(), Instant.EPOCH, observations);
    }

    /** Has the embeddings at hand: points around {@value #TOPICS} centres. */
    static final class Ready implements PromptEmbedder {
        private final Map<String, Embedding> known = new HashMap<>();

        @Override
        public String space() {
            return "bench";
        }

        @Override
        public int dimension() {
            return DIMENSION;
        }

        @Override
        public Embedding embed(String text) {
            return known.computeIfAbsent(text, _ -> point(known.size()));
        }

        static Embedding point(int index) {
            var centre = new SplittableRandom(index % TOPICS);
            var noise = new SplittableRandom(TOPICS + index);
            var values = new float[DIMENSION];
            for (int i = 0; i < DIMENSION; i++) {
                values[i] = (float) (centre.nextGaussian() + noise.nextGaussian());
            }
            return Embedding.normalized(values);
        }
    }
}
