package dev.signalbox.evaluate.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

/** The smaller gauges, and the resamples that all of them are read through. */
final class GaugesTest {

    @Test
    void load_oneExpertDoesAll_isTheNumberOfExperts() {
        assertThat(new Load(new int[] {2, 2, 2}, 4).read(new int[] {1, 1, 1})).containsExactly(4);
        assertThat(new Load(new int[] {0, 1}, 2).read(new int[] {1, 1})).containsExactly(1);
    }

    @Test
    void churn_unseenQueries_doNotCount() {
        var churn = new Churn(new int[] {0, 1, 1, 0}, new int[] {0, 0, Churn.UNSEEN, Churn.UNSEEN});

        assertThat(churn.read(new int[] {1, 1, 1, 1})).containsExactly(0.5);
        assertThat(churn.read(new int[] {0, 0, 1, 1})[0]).isNaN();
    }

    @Test
    void waits_hundredDecisions_haveTheirQuantiles() {
        var nanos = new long[100];
        var ones = new int[100];
        for (int i = 0; i < 100; i++) {
            nanos[i] = (i + 1) * 1_000_000L;
            ones[i] = 1;
        }

        assertThat(new Waits(nanos).read(ones)).containsExactly(50, 99);
    }

    @Test
    void auroc_ties_countHalf() {
        var auroc = new Auroc(
                Metric.OOS_AUROC, new double[] {0.9, 0.5, 0.5, 0.1}, new boolean[] {true, true, false, false});

        assertThat(auroc.read(new int[] {1, 1, 1, 1})).containsExactly(new double[] {3.5 / 4}, within(1e-12));
    }

    @Test
    void auroc_oneKindOnly_isUndefined() {
        var auroc = new Auroc(Metric.OOS_AUROC, new double[] {1, 2}, new boolean[] {true, true});

        assertThat(auroc.read(new int[] {1, 1})[0]).isNaN();
    }

    @Test
    void hits_queriesThatDoNotCount_areLeftOut() {
        var hits =
                new Hits(Metric.INTENT_ACCURACY, new boolean[] {true, true, false}, new boolean[] {true, false, true});

        assertThat(hits.read(new int[] {1, 1, 1})).containsExactly(0.5);
    }

    @Test
    void resamples_duplicates_areDrawnTogether() {
        var seen = new java.util.ArrayList<int[]>();
        var gauge = new Gauge() {
            @Override
            public List<Metric> metrics() {
                return List.of(Metric.PEAK);
            }

            @Override
            public double[] read(int[] weights) {
                seen.add(weights.clone());
                return new double[] {0};
            }
        };

        new Resamples(new int[] {0, 1, 0}, 50, 1).read(gauge);

        assertThat(seen)
                .hasSize(51)
                .allSatisfy(weights -> assertThat(weights[0]).isEqualTo(weights[2]));
        assertThat(seen.subList(1, 51))
                .anySatisfy(weights -> assertThat(weights[1]).isNotEqualTo(1));
    }

    @Test
    void resamples_mean_intervalHoldsTheValue() {
        var right = new boolean[200];
        var counts = new boolean[200];
        var group = new int[200];
        for (int i = 0; i < 200; i++) {
            right[i] = i % 4 == 0;
            counts[i] = true;
            group[i] = i;
        }
        var hits = new Hits(Metric.INTENT_ACCURACY, counts, right);

        var reading = new Resamples(group, 1000, 1).read(hits)[0];

        // the standard error of a share of a quarter of 200 is .0306
        assertThat(reading.value()).isEqualTo(0.25);
        assertThat(reading.low()).isCloseTo(0.25 - 1.96 * 0.0306, within(0.01));
        assertThat(reading.high()).isCloseTo(0.25 + 1.96 * 0.0306, within(0.01));
        assertThat(reading.minus(reading).high()).isZero();
    }

    @Test
    void reading_infiniteDraws_sortLast() {
        var reading = new Reading(0.5, new double[] {Double.POSITIVE_INFINITY, 0.4, 0.6});

        assertThat(reading.low()).isEqualTo(0.4);
        assertThat(reading.high()).isInfinite();
    }

    @Test
    void forecast_notANumber_isRefused() {
        assertThatThrownBy(() ->
                        new Forecast(new double[][] {{Double.NaN}}, new double[][] {{0}}, new int[1], new double[1]))
                .hasMessageContaining("quality NaN")
                .hasMessageContaining("expected finite");
    }

    @Test
    void sweep_twoExperts_goesFromTheBetterToTheCheaper() {
        var quality = new double[][] {{0.2, 0.9}, {0.6, 0.7}};
        var cost = new double[][] {{0, 1}, {0, 1}};
        var forecast = new Forecast(quality, cost, new int[] {0, 0}, new double[] {0.4, 0.4});
        var truth = new Truth(new double[][] {{0, 1}, {1, 0}}, new double[][] {{10, 100}, {10, 100}}, true);

        var settings = Sweep.of(forecast, truth).settings(new int[] {1, 1});

        assertThat(settings.getFirst()).isEqualTo(new Hull.Point(100, 0.5));
        assertThat(settings.getLast()).isEqualTo(new Hull.Point(10, 0.5));
        // the second query leaves the dear expert first, and is right to
        assertThat(settings).contains(new Hull.Point(55, 1));
        assertThat(forecast.choices()).containsExactly(1, 0);
    }
}
