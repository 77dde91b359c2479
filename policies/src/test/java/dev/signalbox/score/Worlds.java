package dev.signalbox.score;

import dev.signalbox.features.Embedding;
import dev.signalbox.learn.Grade;
import dev.signalbox.learn.Observation;
import dev.signalbox.learn.Training;
import dev.signalbox.numeric.Clouds;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** Made-up training sets in which it is known who is good at what. */
final class Worlds {

    static final String SPACE = "made-up";

    private Worlds() {}

    /** Topic t lies around axis t; expert a is right on even topics, b on odd ones; a costs 100, b 300 micro-USD. */
    static Training topics(int topics, int perTopic, long seed) {
        return topics(topics, perTopic, seed, false);
    }

    /** The same, and known to take tokens: a 30 on even topics and 70 on odd ones, b 50. */
    static Training tokens(int topics, int perTopic, long seed) {
        return topics(topics, perTopic, seed, true);
    }

    private static Training topics(int topics, int perTopic, long seed, boolean tokens) {
        var random = new SplittableRandom(seed);
        var observations = new ArrayList<Observation>();
        for (int i = 0; i < topics * perTopic; i++) {
            int topic = i % topics;
            boolean even = topic % 2 == 0;
            var grades = Map.of(
                    "a", new Grade(even ? 1 : 0, 100, Duration.ofMillis(even ? 10 : 30), tokens ? even ? 30 : 70 : 0),
                    "b", new Grade(even ? 0 : 1, 300, Duration.ofMillis(20), tokens ? 50 : 0));
            observations.add(new Observation("q" + i, "p" + i, around(topic, random), even ? "even" : "odd", grades));
        }
        return new Training(SPACE, Instant.parse("2026-01-01T00:00:00Z"), observations);
    }

    /** Topic t lies around axis t; of the experts e0, e1 … each is right on the topic of its number alone. */
    static Training specialists(int topics, int perTopic, long seed) {
        var grades = new ArrayList<Map<String, Grade>>();
        for (int topic = 0; topic < topics; topic++) {
            var own = new HashMap<String, Grade>();
            for (int e = 0; e < topics; e++) {
                own.put("e" + e, new Grade(e == topic ? 1 : 0, 100 * (e + 1), Duration.ofMillis(10 * (e + 1))));
            }
            grades.add(own);
        }
        return labelled(grades, perTopic, seed);
    }

    /** Experts 0, 2 … are right on the first half of the topics, experts 1, 3 … on the second. */
    static Training halves(int experts, int topics, int perTopic, long seed) {
        var grades = new ArrayList<Map<String, Grade>>();
        for (int topic = 0; topic < topics; topic++) {
            var own = new HashMap<String, Grade>();
            for (int e = 0; e < experts; e++) {
                boolean right = e % 2 == (topic < topics / 2 ? 0 : 1);
                own.put("e" + e, new Grade(right ? 1 : 0, 100, Duration.ofMillis(10)));
            }
            grades.add(own);
        }
        return labelled(grades, perTopic, seed);
    }

    /** Further questions on the same topics, which {@code expert} alone was asked: right on the first {@code good}. */
    static Training newcomer(String expert, int good, int topics, int perTopic, long seed) {
        var grades = new ArrayList<Map<String, Grade>>();
        for (int topic = 0; topic < topics; topic++) {
            grades.add(Map.of(expert, new Grade(topic < good ? 1 : 0, 250, Duration.ofMillis(40))));
        }
        return labelled(grades, perTopic, seed);
    }

    private static Training labelled(List<Map<String, Grade>> byTopic, int perTopic, long seed) {
        var random = new SplittableRandom(seed);
        var observations = new ArrayList<Observation>();
        for (int i = 0; i < byTopic.size() * perTopic; i++) {
            int topic = i % byTopic.size();
            var id = seed + "-" + i;
            observations.add(
                    new Observation("q" + id, "p" + id, around(topic, random), "topic " + topic, byTopic.get(topic)));
        }
        return new Training(SPACE, Instant.parse("2026-01-01T00:00:00Z"), observations);
    }

    static Embedding around(int axis, SplittableRandom random) {
        return Clouds.around(axis, ScorerContract.DIMENSION, random);
    }

    /** One cloud of questions; expert a is the better the further a question lies along the first axis, b is middling. */
    static Training slope(int questions, long seed) {
        var random = new SplittableRandom(seed);
        var observations = new ArrayList<Observation>();
        for (int i = 0; i < questions; i++) {
            double at = random.nextDouble() * 2 - 1;
            boolean right = random.nextDouble() < (1 + at) / 2;
            var grades = Map.of(
                    "a", new Grade(right ? 1 : 0, 100, Duration.ofMillis(10)),
                    "b", new Grade(0.5, 300, Duration.ofMillis(20)));
            observations.add(new Observation("q" + i, "p" + i, onSlope(at), "", grades));
        }
        return new Training(SPACE, Instant.parse("2026-01-01T00:00:00Z"), observations);
    }

    /** The same cloud; expert a is right on questions far out to either side, b on those between. */
    static Training ends(int questions, long seed) {
        var random = new SplittableRandom(seed);
        var observations = new ArrayList<Observation>();
        for (int i = 0; i < questions; i++) {
            double at = random.nextDouble() * 2 - 1;
            boolean out = Math.abs(at) > 0.5;
            var grades = Map.of(
                    "a", new Grade(out ? 1 : 0, 100, Duration.ofMillis(10)),
                    "b", new Grade(out ? 0 : 1, 300, Duration.ofMillis(20)));
            observations.add(new Observation("q" + i, "p" + i, onSlope(at), "", grades));
        }
        return new Training(SPACE, Instant.parse("2026-01-01T00:00:00Z"), observations);
    }

    /** @param at in [-1, 1] */
    static Embedding onSlope(double at) {
        var values = new float[ScorerContract.DIMENSION];
        values[0] = (float) at;
        values[1] = 1;
        return Embedding.normalized(values);
    }
}
