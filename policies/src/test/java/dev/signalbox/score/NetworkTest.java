package dev.signalbox.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.signalbox.numeric.Odds;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** The slopes of networks against differences of their losses. */
final class NetworkTest {

    private static final int D = 6;
    private static final int M = 3;
    private static final double[] KNOWN = {1, Double.NaN, 0.3};

    @Test
    void learn_mlp_hasTheSlopeOfItsLoss() {
        check(MlpScorer.network(new MlpScorer.Config(2, 3, 0, Optional.empty()), D, M));
    }

    @Test
    void learn_attention_hasTheSlopeOfItsLoss() {
        check(AttentionScorer.network(new AttentionScorer.Config(4, Optional.empty()), D, M));
    }

    private static void check(Network network) {
        var random = new SplittableRandom(5);
        var parameters = new float[network.parameters()];
        network.start(parameters, new double[] {0.3, -0.2, 1}, random);
        for (int p = 0; p < parameters.length; p++) {
            parameters[p] += (float) (0.5 * random.nextGaussian());
        }
        var x = new float[D];
        for (int f = 0; f < D; f++) {
            x[f] = (float) random.nextGaussian();
        }
        var slope = new float[parameters.length];
        network.learn(parameters, x, KNOWN, 1, random, slope);

        for (int p = 0; p < parameters.length; p++) {
            assertThat((double) slope[p])
                    .as("parameter %d", p)
                    .isCloseTo(difference(network, parameters, x, p), within(3e-3));
        }
    }

    private static double difference(Network network, float[] parameters, float[] x, int p) {
        float step = 1e-2f;
        var higher = parameters.clone();
        var lower = parameters.clone();
        higher[p] += step;
        lower[p] -= step;
        return (loss(network.logits(higher, x)) - loss(network.logits(lower, x))) / (2 * step);
    }

    private static double loss(double[] logits) {
        double sum = 0;
        for (int e = 0; e < M; e++) {
            double likely = Odds.likely(logits[e]);
            sum -= Double.isNaN(KNOWN[e]) ? 0 : KNOWN[e] * Math.log(likely) + (1 - KNOWN[e]) * Math.log(1 - likely);
        }
        return sum;
    }
}
