package dev.signalbox.moe.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class LocalConsistencyTest {

    private static final GateShape SHAPE = new GateShape(1, 4);

    private final LocalConsistency consistency = new LocalConsistency(SHAPE);

    private void text(int length, Phase phase, Segments segments, Simulated.Router router) {
        RoutingSink sink = (_, routing) -> consistency.add(segments, routing);
        Simulated.text(sink, new Passage(0, Topic.UNKNOWN), phase, new int[length], router);
    }

    /** Each segment keeps its expert; the next one has another. */
    @Test
    void add_oneExpertPerSegment_aCacheOfOneIsEnough() {
        text(64, Phase.REPLY, new Segments(SHAPE), (_, at) -> new int[][] {{at / Segments.LENGTH}});
        assertThat(consistency.segments(0)).isEqualTo(4);
        assertThat(consistency.routingBest(0)).isEqualTo(1);
        assertThat(consistency.cacheBest(0)).containsExactly(1, 1, 1, 1);
    }

    /**
     * In every segment expert 0 has 8 of 16 tokens, 1 has 4, 2 has 3, 3 has 1. With all of 0 fixed: 2*8/(16+16); with 0 and 1:
     * 2*12/(32+16); the same.
     */
    @Test
    void add_unevenSegments_asByHand() {
        int[] turn = {0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 3};
        text(48, Phase.REPLY, new Segments(SHAPE), (_, at) -> new int[][] {{turn[at % 16]}});
        assertThat(consistency.cacheBest(0)).containsExactly(0.5, 0.75, 15 / 16.0, 1);
        assertThat(consistency.routingBest(0)).isEqualTo(0.5);
    }

    /** 16 throws of an even die with 4 sides: the most frequent side has 6.6 of them, say thousand simulations elsewhere. */
    @Test
    void add_routingAtRandom_cacheOfOneCoversWhatTheLargestOfFourHas() {
        var random = new SplittableRandom(9);
        text(16 * 4000, Phase.REPLY, new Segments(SHAPE), (_, _) -> new int[][] {{random.nextInt(4)}});
        var dice = new SplittableRandom(10);
        double expected = IntStream.range(0, 4000)
                .map(_ -> {
                    var sides = new int[4];
                    dice.ints(16, 0, 4).forEach(side -> sides[side]++);
                    return IntStream.of(sides).max().orElse(0);
                })
                .average()
                .orElse(0);
        assertThat(consistency.cacheBest(0)[0]).isCloseTo(expected / 16, offset(0.01));
        assertThat(consistency.cacheBest(0)[3]).isEqualTo(1);
    }

    @Test
    void add_promptThenReply_noSegmentReachesAcross() {
        var segments = new Segments(SHAPE);
        text(20, Phase.PROMPT, segments, (_, _) -> new int[][] {{0}});
        text(15, Phase.REPLY, segments, (_, _) -> new int[][] {{1}});
        assertThat(consistency.segments(0)).isEqualTo(1);
        assertThat(consistency.routingBest(0)).isEqualTo(1);
    }
}
