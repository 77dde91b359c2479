package dev.signalbox.evaluate;

import dev.signalbox.score.Score;
import dev.signalbox.score.Scorecard;
import dev.signalbox.score.Scorer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.ToDoubleBiFunction;

/** Made-up outcome sets in which it is known who is good at what. */
public final class SampleSets {

    private SampleSets() {}

    /**
     * Sums, which both experts get right, and poems, which only the strong one does; the strong one costs ten times as
     * much. Every prompt is of its own.
     */
    public static OutcomeSet sumsAndPoems(int prompts, long seed) {
        return OutcomeSet.of("sums-and-poems", rows(prompts, seed));
    }

    public static List<OutcomeRow> rows(int prompts, long seed) {
        var random = new SplittableRandom(seed);
        var rows = new ArrayList<OutcomeRow>();
        for (int i = 0; i < prompts; i++) {
            boolean sum = random.nextBoolean();
            var prompt = sum
                    ? "What is " + i + " plus " + random.nextInt(100) + "?"
                    : "Write a poem about the sea, no. " + i;
            double weak = random.nextDouble() < (sum ? 0.95 : 0.1) ? 1 : 0;
            double strong = random.nextDouble() < 0.9 ? 1 : 0;
            rows.add(row(
                    "q" + i, prompt, Map.of("strong", strong, "weak", weak), Map.of("strong", 1000.0, "weak", 100.0)));
        }
        return rows;
    }

    static OutcomeRow row(String id, String prompt, Map<String, Double> scores, Map<String, Double> costs) {
        return new OutcomeRow(id, prompt, "", "", id.endsWith("0") ? "test" : "train", false, false, scores, costs);
    }

    /** The same prompts, but the scores belong to others of them: nothing can be learned. */
    static OutcomeSet shuffled(OutcomeSet set, long seed) {
        var order = new ArrayList<>(set.rows());
        Collections.shuffle(order, new SplittableRandom(seed));
        var rows = new ArrayList<OutcomeRow>();
        for (int i = 0; i < order.size(); i++) {
            var row = set.row(i);
            rows.add(row(
                    row.id(), row.prompt(), order.get(i).scores(), order.get(i).microUsd()));
        }
        return OutcomeSet.of("shuffled", rows);
    }

    /** Many experts; the later, the better and the dearer. */
    static OutcomeSet ladder(int experts, int prompts, long seed) {
        var random = new SplittableRandom(seed);
        var rows = new ArrayList<OutcomeRow>();
        for (int i = 0; i < prompts; i++) {
            var scores = new HashMap<String, Double>();
            var costs = new HashMap<String, Double>();
            boolean poem = random.nextBoolean();
            for (int e = 0; e < experts; e++) {
                // expert 0 knows poems and nothing else
                double chance = e == 0 ? (poem ? 0.9 : 0.1) : 0.3 + 0.05 * e;
                scores.put("e" + e, random.nextDouble() < chance ? 1.0 : 0.0);
                costs.put("e" + e, 10.0 * (e + 1));
            }
            var prompt = poem ? "Write a poem about the sea, no. " + i : "What is " + i + " plus 2?";
            rows.add(row("q" + i, prompt, scores, costs));
        }
        return OutcomeSet.of("ladder", rows);
    }

    /** Learns nothing: expects of each expert what {@code quality} says, at the cost its card declares. */
    static Contestant knowing(String name, ToDoubleBiFunction<String, dev.signalbox.features.Features> quality) {
        Scorer scorer = (features, candidates) -> new Scorecard(candidates.stream()
                .map(card -> new Score(
                        card.name(),
                        quality.applyAsDouble(card.name(), features),
                        0.1,
                        card.price().outputMicroUsd() / 1e6,
                        Duration.ZERO))
                .toList());
        return new Fixed(name, scorer);
    }

    /** A contestant whose scorer is the same whatever it learns from. */
    record Fixed(String name, Scorer scorer) implements Contestant {
        @Override
        public Scorer fit(dev.signalbox.learn.Training training, java.util.random.RandomGenerator random) {
            return scorer;
        }

        @Override
        public Scorer onboard(
                dev.signalbox.learn.Training training,
                dev.signalbox.learn.Training few,
                java.util.random.RandomGenerator random) {
            return scorer;
        }
    }
}
