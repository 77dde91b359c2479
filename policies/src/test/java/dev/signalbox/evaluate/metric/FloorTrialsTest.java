package dev.signalbox.evaluate.metric;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.gate.Floor;
import java.util.Arrays;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * A world of two experts: the dear one is right on 0.9 of all prompts and costs 100, the cheap one costs 1 and is as good
 * on the first half of them, else right on 0.3. The router knows the half, and nothing else.
 */
final class FloorTrialsTest {

    private static final int PROMPTS = 800;
    private static final int WORLDS = 250;

    private static double chance(int prompt, int expert) {
        return expert == 0 || prompt < PROMPTS / 2 ? 0.9 : 0.3;
    }

    private static Truth truth(SplittableRandom random) {
        var quality = new double[PROMPTS][2];
        var cost = new double[PROMPTS][];
        for (int i = 0; i < PROMPTS; i++) {
            int prompt = i;
            Arrays.setAll(quality[i], expert -> random.nextDouble() < chance(prompt, expert) ? 1 : 0);
            cost[i] = new double[] {100, 1};
        }
        return new Truth(quality, cost, true);
    }

    private static Forecast forecast() {
        var quality = new double[PROMPTS][2];
        var cost = new double[PROMPTS][];
        var cheapest = new int[PROMPTS];
        for (int i = 0; i < PROMPTS; i++) {
            int prompt = i;
            Arrays.setAll(quality[i], expert -> chance(prompt, expert));
            cost[i] = new double[] {1, 0};
            cheapest[i] = 1;
        }
        return new Forecast(quality, cost, cheapest, new double[PROMPTS]);
    }

    private static Map<Metric, Reading> read(double floor, int splits, long seed) {
        var each = new int[PROMPTS];
        Arrays.setAll(each, i -> i);
        return new FloorTrials(forecast(), truth(new SplittableRandom(seed)), each)
                .read(new Floor(floor, 0.9), splits, seed);
    }

    private static double value(Map<Metric, Reading> readings, Metric metric) {
        var reading = readings.get(metric);
        return reading == null ? Double.NaN : reading.value();
    }

    @Test
    void read_manyWorlds_promiseHoldsAtItsRate() {
        // a floor that only chance tells from what the cheaper routing keeps: (0.9 + 0.3) / 2 of 0.9
        int held = 0;
        for (int world = 0; world < WORLDS; world++) {
            held += (int) value(read(0.66, 1, world), Metric.FLOOR_HELD);
        }
        assertThat(held / (double) WORLDS).isGreaterThan(0.9 - 3 * Math.sqrt(0.1 * 0.9 / WORLDS));
    }

    @Test
    void read_floorThatHalfTheSpendingKeeps_spendsHalf() {
        var readings = read(0.9, 100, 1);

        assertThat(value(readings, Metric.FLOOR_COST)).isBetween(0.45, 0.56);
        assertThat(value(readings, Metric.FLOOR_OBSERVED)).isBetween(0.95, 1.05);
        assertThat(value(readings, Metric.FLOOR_GUARANTEED)).isEqualTo(0.9);
        assertThat(value(readings, Metric.FLOOR_HELD)).isGreaterThan(0.9);
        assertThat(value(readings, Metric.FLOOR_FITTED)).isEqualTo(1);
    }

    @Test
    void read_floorThatNobodyIsSureOf_asksTheBestExpert() {
        var readings = read(1, 20, 1);

        assertThat(value(readings, Metric.FLOOR_FITTED)).isLessThan(0.3);
        assertThat(value(readings, Metric.FLOOR_OBSERVED)).isBetween(0.98, 1.02);
        assertThat(value(readings, Metric.FLOOR_COST)).isGreaterThan(0.8);
    }

    @Test
    void read_sameSeed_isTheSame() {
        assertThat(value(read(0.9, 10, 3), Metric.FLOOR_COST)).isEqualTo(value(read(0.9, 10, 3), Metric.FLOOR_COST));
    }
}
