package dev.signalbox.moe.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class GateTallyTest {

    private static final GateShape SHAPE = new GateShape(2, 6);
    private static final Topic SUMS = new Topic("sums", "en");
    private static final Topic TALES = new Topic("tales", "de");

    private final GateTally tally = new GateTally(SHAPE);
    private final SplittableRandom random = new SplittableRandom(8);

    private void text(Topic topic, Phase phase, int length, Simulated.Router router) {
        Simulated.text(
                tally, new Passage(0, topic), phase, random.ints(length, 0, 20).toArray(), router);
    }

    /** Experts 0 and 1 have most of all domains in layer 0; in layer 1 each domain has its own. */
    @Test
    void figures_committeeInOneLayerAndSpecialistsInTheOther_areToldApart() {
        text(SUMS, Phase.REPLY, 600, (_, at) -> new int[][] {{0, at % 4 == 0 ? 2 : 1}, {2, 3}});
        text(TALES, Phase.REPLY, 600, (_, at) -> new int[][] {{1, at % 4 == 0 ? 3 : 0}, {4, 5}});
        var figures = tally.figures();
        assertThat(figures.layers().get(0).committee().experts()).containsExactlyInAnyOrder(0, 1);
        assertThat(figures.layers().get(0).balance().dead()).isEqualTo(2 / 6.0);
        assertThat(figures.domains().get("sums").committees().get(0).experts()).containsExactly(0);
        assertThat(figures.languages().get("de").shares().get(1)).containsExactly(0.0, 0.0, 0.0, 0.0, 1.0, 1.0);
        var overlap = figures.overlaps().getFirst();
        assertThat(overlap.domain() + overlap.other()).isEqualTo("sumstales");
        assertThat(overlap.jaccard()).isZero();
        assertThat(overlap.divergence()).isBetween(0.5, 0.9);
        assertThat(figures.replyTokens()).isEqualTo(1200);
        assertThat(figures.promptTokens()).isZero();
    }

    @Test
    void figures_expertsChangeAlongTheReply_driftGrows() {
        text(SUMS, Phase.REPLY, 300, (_, at) -> new int[][] {{random.nextInt(512) < at ? 1 : 0}, {3}});
        var drift = tally.figures().drift();
        assertThat(drift).extracting(GateFigures.Drift::start).containsExactly(0, 8, 16, 32, 64, 128, 256);
        assertThat(drift.getFirst().fromFirst()).isZero();
        assertThat(drift.getLast().fromFirst()).isGreaterThan(0.05);
        assertThat(drift.getLast().choices()).isEqualTo(44);
    }

    @Test
    void figures_steadyRouting_noDrift() {
        for (int i = 0; i < 50; i++) {
            text(SUMS, Phase.REPLY, 40, (_, _) -> new int[][] {{random.nextInt(6)}, {random.nextInt(6)}});
        }
        assertThat(tally.figures().drift())
                .allSatisfy(each -> assertThat(each.fromFirst()).isLessThan(0.01));
    }

    @Test
    void figures_entropyAndSpread_overThoseOfAnEvenGate() {
        text(SUMS, Phase.REPLY, 600, (_, at) -> new int[][] {{at % 6}, {5}});
        var layers = tally.figures().layers();
        assertThat(layers.get(0).spread()).isCloseTo(1, offset(1e-9));
        assertThat(layers.get(1).spread()).isZero();
        assertThat(layers.get(0).entropy()).isCloseTo(0.5 / Math.log(6), offset(1e-6));
    }

    @Test
    void drain_twice_tellsEachTokenOnce() {
        text(SUMS, Phase.PROMPT, 10, (_, _) -> new int[][] {{0}, {1}});
        var first = tally.drain();
        text(SUMS, Phase.PROMPT, 5, (_, _) -> new int[][] {{0}, {1}});
        var second = tally.drain();
        var key = new GateTally.Key(SUMS, Phase.PROMPT);
        assertThat(first.get(key).tokens(0)).isEqualTo(10);
        assertThat(second.get(key).uses(1)).containsExactly(0, 5, 0, 0, 0, 0);
        assertThat(tally.drain()).isEmpty();
        tally.restore(second);
        assertThat(tally.drain().get(key).tokens(0)).isEqualTo(5);
    }

    @Test
    void routed_moreTopicsThanFit_theRestIsOther() {
        for (int i = 0; i < GateTally.MOST_TOPICS + 5; i++) {
            text(new Topic("domain " + i, "en"), Phase.REPLY, 1, (_, _) -> new int[][] {{0}, {1}});
        }
        var domains = tally.figures().domains();
        assertThat(domains).hasSize(GateTally.MOST_TOPICS + 1);
        assertThat(domains.get("other").tokens()).isEqualTo(5);
    }

    @Test
    void learn_targetLacksTheReferencesExperts_theyArePromoted() {
        var reference = new double[][] {{0.9, 0.1, 0.5}, {0.2, 0.2, 0.2}};
        var target = new double[][] {{0.1, 0.9, 0.5}, {0.2, 0.2, 0.195}};
        var learned = SteeringLearner.learn(reference, target, 2, SteeringLearner.Where.MIDDLE);
        assertThat(learned).containsOnlyKeys(0);
        assertThat(learned.get(0).bias()).isEqualTo(Map.of(0, 1.6));
        var deep = SteeringLearner.learn(new double[8][3], new double[8][3], 1, SteeringLearner.Where.MIDDLE);
        assertThat(deep).isEmpty();
    }
}
