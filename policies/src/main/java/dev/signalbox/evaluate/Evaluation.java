package dev.signalbox.evaluate;

import dev.signalbox.evaluate.metric.Calibration;
import dev.signalbox.evaluate.metric.DeferralGauge;
import dev.signalbox.evaluate.metric.FloorTrials;
import dev.signalbox.evaluate.metric.Forecast;
import dev.signalbox.evaluate.metric.Gauge;
import dev.signalbox.evaluate.metric.Hull;
import dev.signalbox.evaluate.metric.HullGauge;
import dev.signalbox.evaluate.metric.Load;
import dev.signalbox.evaluate.metric.Metric;
import dev.signalbox.evaluate.metric.OnboardingGauge;
import dev.signalbox.evaluate.metric.Reading;
import dev.signalbox.evaluate.metric.Resamples;
import dev.signalbox.evaluate.metric.Sweep;
import dev.signalbox.evaluate.metric.Truth;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;

/** Puts contestants through one course and takes every metric that the set allows. */
final class Evaluation {

    /** Labelled prompts from which a held-out expert is learned. */
    static final int ONBOARDING_LABELS = 400;

    private final Course course;
    private final Setup setup;
    private final Truth truth;
    private final Optional<StrongWeak> pair;
    private final Resamples resamples;

    Evaluation(Course course, Setup setup, Optional<StrongWeak> pair) {
        this.course = course;
        this.setup = setup;
        this.truth = course.truth();
        this.pair = pair;
        this.resamples = new Resamples(course.groups(), setup.effort().resamples(), setup.seed());
    }

    /** @param lapDone is run after every fold */
    Sheet judge(Contestant contestant, Runnable lapDone) {
        var trial = new Trial(
                contestant, course, setup.seed() * 31 + contestant.name().hashCode(), setup.nanoTime());
        var trace = trial.run(lapDone);
        var forecast = trace.forecast();
        var sweep = Sweep.of(forecast, truth);
        var deferral = new DeferralGauge(sweep, truth);
        var gauges = new ArrayList<Gauge>(List.of(
                deferral,
                new Calibration(forecast, truth),
                new Load(forecast.choices(), truth.experts()),
                trace.churn(),
                trace.waits()));
        pair.ifPresent(experts -> gauges.add(experts.gauge(forecast, truth, course.foldOf())));
        setup.heldOut().ifPresent(held -> gauges.add(onboarding(trial, held, sweep)));
        return Sheet.of(contestant.name(), gauges, curve(deferral), resamples).with(floor(forecast));
    }

    Sheet zeroRouter() {
        var hull = new HullGauge(truth);
        var gauges = new ArrayList<Gauge>(List.of(hull));
        pair.ifPresent(experts -> gauges.add(experts.random(truth)));
        var curve = truth.priced() ? hull.curve(resamples.all()).points() : List.<Hull.Point>of();
        return Sheet.of(Findings.ZERO_ROUTER, gauges, curve, resamples);
    }

    Sheet oracle() {
        var forecast = foresight();
        var deferral = new DeferralGauge(Sweep.of(forecast, truth), truth);
        var gauges = new ArrayList<Gauge>(List.of(deferral, new Load(forecast.choices(), truth.experts())));
        pair.ifPresent(experts -> gauges.add(experts.oracle(truth)));
        return Sheet.of(Findings.ORACLE, gauges, curve(deferral), resamples).with(floor(forecast));
    }

    /** Nothing unless a floor is asked for and there are costs to save. */
    private Map<Metric, Reading> floor(Forecast forecast) {
        return setup.promise()
                .filter(_ -> truth.priced())
                .map(promise -> new FloorTrials(forecast, truth, course.groups())
                        .read(promise.floor(), promise.splits(), setup.seed()))
                .orElse(Map.of());
    }

    List<Findings.Single> singles() {
        var points = truth.singles(resamples.all());
        var experts = course.tested().set().experts();
        var singles = new ArrayList<Findings.Single>();
        for (int e = 0; e < points.length; e++) {
            double usd = truth.priced() ? points[e].cost() / 1e6 : Double.NaN;
            singles.add(new Findings.Single(experts.get(e), points[e].quality(), usd));
        }
        return singles;
    }

    private List<Hull.Point> curve(DeferralGauge deferral) {
        return truth.priced() ? deferral.curve(resamples.all()).points() : List.of();
    }

    /** What the scores and costs turned out to be, as if it had been foreseen. */
    private Forecast foresight() {
        int n = truth.queries();
        var quality = new double[n][truth.experts()];
        var cost = new double[n][truth.experts()];
        var cheapest = new int[n];
        var operating = new double[n];
        var foldOf = course.foldOf();
        for (int i = 0; i < n; i++) {
            int query = i;
            var lap = course.laps().get(foldOf[i]);
            Arrays.setAll(quality[i], expert -> truth.quality(query, expert));
            Arrays.setAll(cost[i], expert -> truth.cost(query, expert) / lap.scale());
            cheapest[i] = lap.cheapest();
            operating[i] = lap.operating();
        }
        return new Forecast(quality, cost, cheapest, operating);
    }

    /** Parts of {@code held} experts, drawn by the seed, are held out in turn, so that each expert is held out once. */
    private Gauge onboarding(Trial trial, int held, Sweep full) {
        var experts = new ArrayList<>(course.tested().set().experts());
        Collections.shuffle(experts, new SplittableRandom(setup.seed()));
        var sweeps = new ArrayList<Sweep>();
        for (int from = 0; from < experts.size(); from += held) {
            var part = experts.subList(from, Math.min(from + held, experts.size()));
            sweeps.add(Sweep.of(trial.onboarded(part, ONBOARDING_LABELS), truth));
        }
        return new OnboardingGauge(sweeps, full, truth);
    }
}
