package dev.signalbox.cli.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.signalbox.experts.Roster;
import dev.signalbox.features.DefaultExtractor;
import dev.signalbox.features.Embedding;
import dev.signalbox.features.Prompt;
import dev.signalbox.features.PromptEmbedder;
import dev.signalbox.learn.Observation;
import dev.signalbox.learn.Training;
import dev.signalbox.policy.Catalogue;
import dev.signalbox.policy.Policy;
import dev.signalbox.policy.PolicyFile;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
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

    private final String score;
    private final Ready embedder = new Ready();
    private final Roster roster = DecisionBench.roster(EXPERTS);
    private final Policy policy;

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
