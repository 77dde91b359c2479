package dev.signalbox.moe.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class TokenAffinityTest {

    private static final GateShape SHAPE = new GateShape(1, 8);

    private final TokenAffinity affinity = new TokenAffinity(SHAPE);
    private final SplittableRandom random = new SplittableRandom(4);

    private void pass(int tokens, int vocabulary, Simulated.Router router) {
        RoutingSink sink = (_, routing) -> affinity.add(routing);
        var ids = random.ints(tokens, 0, vocabulary).toArray();
        Simulated.text(sink, new Passage(0, Topic.UNKNOWN), Phase.REPLY, ids, router);
    }

    private int[] any() {
        int one = random.nextInt(8);
        return new int[] {one, (one + 1 + random.nextInt(7)) % 8};
    }

    @Test
    void explained_expertsFollowFromTheToken_isOne() {
        pass(20_000, 50, (token, _) -> new int[][] {
            {token % 8, (token * 3 + 1 + token % 8) % 8 == token % 8 ? (token + 1) % 8 : (token * 3 + 1 + token % 8) % 8
            }
        });
        assertThat(affinity.layer(0).explained()).isCloseTo(1, offset(0.01));
    }

    @Test
    void explained_expertsAtRandom_isZero() {
        pass(20_000, 50, (_, _) -> new int[][] {any()});
        assertThat(affinity.layer(0).explained()).isCloseTo(0, offset(0.01));
    }

    /** Even when each token came a dozen times only. */
    @Test
    void explained_expertsAtRandomAndFewTokensEach_isNearZero() {
        pass(6_000, 500, (_, _) -> new int[][] {any()});
        assertThat(affinity.layer(0).explained()).isLessThan(0.05);
    }

    @Test
    void explained_halfOfTheTimeByTheToken_isBetween() {
        pass(40_000, 50, (token, _) -> new int[][] {{random.nextBoolean() ? token % 8 : random.nextInt(8)}});
        // of one expert: chosen with 1/2 + 1/16 for its own tokens, 1/16 for others
        double own = binary(9 / 16.0) / 8 + 7 * binary(1 / 16.0) / 8;
        assertThat(affinity.layer(0).explained()).isCloseTo(1 - own / binary(1 / 8.0), offset(0.03));
    }

    private static double binary(double p) {
        return -p * Math.log(p) - (1 - p) * Math.log(1 - p);
    }

    @Test
    void add_moreTokensThanFit_countsAFairSampleWhole() {
        pass(60_000, 4_000, (token, _) -> new int[][] {{token % 8}});
        assertThat(affinity.tokens()).isEqualTo(TokenAffinity.MOST_TOKENS);
        assertThat(affinity.layer(0).explained()).isCloseTo(1, offset(0.03));
    }

    @Test
    void add_untoldTokens_areNotCounted() {
        affinity.add(Simulated.routing(TokenRouting.UNTOLD, Phase.REPLY, 0, new int[] {1}));
        assertThat(affinity.tokens()).isZero();
        assertThat(affinity.layer(0).explained()).isZero();
    }
}
