package dev.signalbox.cli.bench;

import dev.signalbox.experts.Caller;
import dev.signalbox.experts.ExpertCard;
import dev.signalbox.experts.Payload;
import dev.signalbox.experts.Price;
import dev.signalbox.experts.Query;
import dev.signalbox.experts.Roster;
import dev.signalbox.experts.Settings;
import dev.signalbox.experts.Turn;
import dev.signalbox.features.CachedEmbedder;
import dev.signalbox.features.DefaultExtractor;
import dev.signalbox.features.FeatureExtractor;
import dev.signalbox.features.Prompt;
import dev.signalbox.features.PromptEmbedder;
import dev.signalbox.learn.Grade;
import dev.signalbox.learn.Observation;
import dev.signalbox.learn.Snapshot;
import dev.signalbox.learn.Training;
import dev.signalbox.policy.Catalogue;
import dev.signalbox.policy.Policy;
import dev.signalbox.policy.PolicyFile;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Times the decision in this process: what a request costs before any expert is asked. One thread. */
public final class DecisionBench {

    /** Short English words: each is one token of the embedding model. */
    private static final List<String> WORDS = List.of(
            "train", "signal", "line", "station", "track", "bridge", "river", "city", "road", "north", "south", "east",
            "west", "train", "time", "table", "number", "water", "light", "stone", "green", "house", "field", "street");

    private static final int EXPERTS = 8;
    private static final int OBSERVATIONS = 400;
    private static final int CACHED = 32;

    private static final String POLICY = """
            policy: bench
            description: Eight experts, a learned scorer
            experts: ["*"]
            score: {cluster: {}}
            objective: {quality: 1.0, per-usd: 20}
            gate: {top-k: 1}
            """;

    private final PromptEmbedder embedder;
    private final Policy policy;
    private final Roster roster = roster(EXPERTS);

    public DecisionBench(PromptEmbedder embedder) {
        this.embedder = embedder;
        var file = PolicyFile.parse("bench", POLICY.getBytes(StandardCharsets.UTF_8), Catalogue.of(List.of()));
        Snapshot snapshot = file.learner().orElseThrow().fit(training(), new SplittableRandom(1));
        this.policy = file.compile(roster, _ -> Optional.of(snapshot), embedder.space());
    }

    /** @param each how long every step is timed, after a third of it for warming up */
    public List<Stopwatch.Timing> measure(Duration each) {
        var cached = new CachedEmbedder(embedder, 2 * CACHED);
        var cold = new DefaultExtractor(embedder);
        var warm = new DefaultExtractor(cached);
        IntStream.range(0, CACHED).forEach(index -> cached.embed(varied(index)));
        return List.of(
                Stopwatch.time("embed 32 tokens", each, index -> embedder.embed(text(30, index))),
                Stopwatch.time("embed 128 tokens", each, index -> embedder.embed(text(126, index))),
                Stopwatch.time("embed, from the cache", each, index -> cached.embed(varied(index % CACHED))),
                Stopwatch.time("decide, 32 tokens new", each, index -> decide(cold, text(30, index))),
                Stopwatch.time(
                        "decide, embedding from the cache", each, index -> decide(warm, varied(index % CACHED))));
    }

    private void decide(FeatureExtractor extractor, String text) {
        policy.decide("q", extractor.extract(query(text)), roster, text.hashCode());
    }

    static Query query(String text) {
        return new Query(
                "q",
                "auto",
                List.of(Turn.user(text)),
                Settings.DEFAULT,
                new Caller("bench", "bench"),
                Payload.of(new byte[] {'{', '}'}, new Payload.Span(0, 0), Payload.Edit.NONE));
    }

    /** Prompts are of all lengths: 4 to 126 words. */
    static String varied(int index) {
        return text(4 + Math.floorMod(17 * index, 123), index);
    }

    /** {@code words} words, others for each index. */
    static String text(int words, int index) {
        var random = new SplittableRandom(index);
        return IntStream.range(0, words)
                .mapToObj(_ -> WORDS.get(random.nextInt(WORDS.size())))
                .collect(Collectors.joining(" "));
    }

    static Roster roster(int experts) {
        return new Roster(
                1,
                IntStream.range(0, experts)
                        .mapToObj(index -> new ExpertCard(
                                "expert-" + index,
                                "",
                                Set.of(),
                                new ExpertCard.Limits(100_000, 4_096),
                                new Price(100_000L * index, 100_000L * index, 400_000L * index),
                                new ExpertCard.Declared(0.5, 100, Duration.ofMillis(500)),
                                Set.of()))
                        .toList());
    }

    /** What was learned does not matter here, only that something was. */
    private Training training() {
        var random = new SplittableRandom(2);
        var observations = IntStream.range(0, OBSERVATIONS)
                .mapToObj(index -> new Observation(
                        "q" + index,
                        "q" + index,
                        Prompt.of(text(12, -1 - index), embedder),
                        "",
                        grades(EXPERTS, random)))
                .toList();
        return new Training(embedder.space(), Instant.EPOCH, observations);
    }

    static Map<String, Grade> grades(int experts, SplittableRandom random) {
        Map<String, Grade> grades = new HashMap<>();
        for (int index = 0; index < experts; index++) {
            grades.put("expert-" + index, new Grade(random.nextInt(2), 10.0 * index, Duration.ofMillis(500), 100));
        }
        return grades;
    }
}
