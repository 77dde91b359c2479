package dev.signalbox.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The slopes that each head says against those that its log-odds show. */
final class HeadTest {

    private static final double STEP = 1e-3;

    static Stream<Head> heads() {
        return Stream.of(new FactorScorer.Product(5), new CosineScorer.Angle(5), new IrtScorer.Items(5));
    }

    @ParameterizedTest
    @MethodSource("heads")
    void slope_anyNumbers_isThatOfTheLogOdds(Head head) {
        var random = new SplittableRandom(7);
        var read = random.doubles(head.inputs(), -1, 1).toArray();
        var experts = new float[2 * head.numbers()];
        int at = head.numbers();
        head.start(experts, at, 0.4, random);
        var ofRead = new double[read.length];
        var ofExperts = new float[experts.length];

        head.slope(2, read, experts, at, ofRead, ofExperts);

        for (int k = 0; k < read.length; k++) {
            var more = read.clone();
            var less = read.clone();
            more[k] += STEP;
            less[k] -= STEP;
            double slope = (head.logit(more, experts, at) - head.logit(less, experts, at)) / (2 * STEP);
            assertThat(ofRead[k]).isCloseTo(2 * slope, within(1e-3));
        }
        for (int p = 0; p < experts.length; p++) {
            var more = experts.clone();
            var less = experts.clone();
            more[p] += (float) STEP;
            less[p] -= (float) STEP;
            double slope = (head.logit(read, more, at) - head.logit(read, less, at)) / (2 * STEP);
            assertThat((double) ofExperts[p]).isCloseTo(2 * slope, within(1e-2));
        }
    }

    @ParameterizedTest
    @MethodSource("heads")
    void start_meanQuality_isAboutWhatIsSaidFirst(Head head) {
        var random = new SplittableRandom(3);
        var read = new double[head.inputs()];
        var experts = new float[head.numbers()];
        double sum = 0;
        for (int draw = 0; draw < 200; draw++) {
            head.start(experts, 0, 1.5, random);
            sum += head.logit(read, experts, 0) / 200;
        }

        assertThat(sum).isCloseTo(1.5, within(0.2));
    }
}
