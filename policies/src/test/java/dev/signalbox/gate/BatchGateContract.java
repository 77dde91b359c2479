package dev.signalbox.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.signalbox.score.Score;
import dev.signalbox.score.Scorecard;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** What holds for every batch gate. */
public abstract class BatchGateContract {

    protected static final Objective OBJECTIVE = new Objective(1, 20, 0.02);

    private static final List<String> EXPERTS = List.of("a", "b", "c", "d");

    /** The batch gate under test. */
    protected abstract BatchGate gate();

    protected static Score score(String expert, double quality, double microUsd) {
        return new Score(expert, quality, 0.1, microUsd, Duration.ofMillis(100));
    }

    protected static Batch.Item item(String id, Score... scores) {
        return new Batch.Item(id, new Scorecard(List.of(scores)));
    }

    protected static Batch batch(Map<String, Integer> capacity, List<Batch.Item> items) {
        return new Batch("acme", items, Objective.QUALITY, capacity);
    }

    /** First choices, empty text where there is none. */
    protected final List<String> chosen(Batch batch) {
        return gate().select(batch, new SplittableRandom(1)).stream()
                .map(selection -> selection.choices().isEmpty()
                        ? ""
                        : selection.choices().getFirst().expert())
                .toList();
    }

    /** Items in general position: no two scores are the same; some experts are no candidates. */
    private static Batch random(long seed, int items) {
        var random = new SplittableRandom(seed);
        var list = new ArrayList<Batch.Item>();
        for (int i = 0; i < items; i++) {
            var scores = EXPERTS.stream()
                    .filter(_ -> random.nextDouble() < 0.8)
                    .map(expert -> score(expert, random.nextDouble(), random.nextDouble() * 100))
                    .toList();
            list.add(new Batch.Item("q" + i, new Scorecard(scores)));
        }
        var capacity = new HashMap<String, Integer>();
        for (var expert : EXPERTS) {
            if (random.nextDouble() < 0.4) {
                capacity.put(expert, random.nextInt(items + 1));
            }
        }
        return new Batch("acme", list, OBJECTIVE, capacity);
    }

    @Test
    final void select_emptyBatch_givesNothing() {
        assertThat(chosen(batch(Map.of("a", 3), List.of()))).isEmpty();
    }

    @Test
    final void select_itemWithoutCandidates_getsNobody() {
        var items = List.of(item("x"), item("y", score("a", 1, 0)));

        assertThat(chosen(batch(Map.of(), items))).containsExactly("", "a");
    }

    @Test
    final void select_anyBatch_choosesOnlyCandidatesWithinCapacity() {
        for (int seed = 0; seed < 60; seed++) {
            var batch = random(seed, 1 + seed % 23);
            var selections = gate().select(batch, new SplittableRandom(seed));
            var load = new HashMap<String, Integer>();
            assertThat(selections).hasSameSizeAs(batch.items());
            for (int i = 0; i < selections.size(); i++) {
                var choices = selections.get(i).choices();
                choices.forEach(choice -> load.merge(choice.expert(), 1, Integer::sum));
                assertThat(choices).extracting(Selection.Choice::expert).doesNotHaveDuplicates();
                assertThat(choices)
                        .extracting(Selection.Choice::expert)
                        .isSubsetOf(batch.items().get(i).scorecard().scores().stream()
                                .map(Score::expert)
                                .toList());
                if (!choices.isEmpty()) {
                    assertThat(choices.stream()
                                    .mapToDouble(Selection.Choice::weight)
                                    .sum())
                            .isCloseTo(1, within(1e-9));
                }
            }
            load.forEach((expert, count) -> assertThat(count)
                    .as("load of %s with seed %s", expert, batch)
                    .isLessThanOrEqualTo(batch.capacity().getOrDefault(expert, Integer.MAX_VALUE)));
        }
    }

    @Test
    final void select_sameSeed_givesSameSelections() {
        for (int seed = 0; seed < 20; seed++) {
            var batch = random(seed, 12);
            assertThat(gate().select(batch, new SplittableRandom(seed)))
                    .isEqualTo(gate().select(batch, new SplittableRandom(seed)));
        }
    }

    @Test
    final void select_itemsInOtherOrder_chooseTheSameForEach() {
        for (int seed = 0; seed < 40; seed++) {
            var batch = random(seed, 15);
            var shuffled = new ArrayList<>(batch.items());
            Collections.shuffle(shuffled, new Random(seed));
            var other = new Batch(batch.tenant(), shuffled, batch.objective(), batch.capacity());

            assertThat(byQuery(other)).isEqualTo(byQuery(batch));
        }
    }

    private Map<String, List<String>> byQuery(Batch batch) {
        var selections = gate().select(batch, new SplittableRandom(1));
        var byQuery = new HashMap<String, List<String>>();
        for (int i = 0; i < selections.size(); i++) {
            var experts = selections.get(i).choices().stream()
                    .map(Selection.Choice::expert)
                    .toList();
            byQuery.put(batch.items().get(i).queryId(), experts);
        }
        return byQuery;
    }

    @Test
    final void select_noRoomAtAll_choosesNobody() {
        var items = List.of(item("x", score("a", 1, 0)), item("y", score("a", 1, 0)));

        assertThat(chosen(batch(Map.of("a", 0), items))).containsExactly("", "");
    }
}
