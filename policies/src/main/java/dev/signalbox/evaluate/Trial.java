package dev.signalbox.evaluate;

import dev.signalbox.evaluate.metric.Churn;
import dev.signalbox.evaluate.metric.Forecast;
import dev.signalbox.evaluate.metric.Waits;
import dev.signalbox.score.Scorer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/** Sends one contestant over a course: fits it in every fold and asks it about the fold's test queries. */
final class Trial {

    /** Decisions before the first that is timed, so that not the compiler is measured. */
    private static final int WARM_UP = 1000;

    /** Share of the training prompts that the fit learns from whose decisions are compared for churn. */
    private static final double OTHER_DRAW = 0.8;

    private final Contestant contestant;
    private final Course course;
    private final long seed;
    private final LongSupplier nanoTime;

    Trial(Contestant contestant, Course course, long seed, LongSupplier nanoTime) {
        this.contestant = contestant;
        this.course = course;
        this.seed = seed;
        this.nanoTime = nanoTime;
    }

    /** @param lapDone is run after every fold */
    Trace run(Runnable lapDone) {
        var answers = new Answers(course);
        var other = new int[course.pool().size()];
        Arrays.fill(other, Churn.UNSEEN);
        for (int fold = 0; fold < course.laps().size(); fold++) {
            var lap = course.laps().get(fold);
            var experts = course.tested().set().experts();
            var scorer = contestant.fit(lap.training(lap.train(), experts), random(fold));
            if (fold == 0) {
                warmUp(scorer, lap);
                compare(other, lap);
            }
            ask(scorer, lap, answers);
            lapDone.run();
        }
        var forecast = answers.forecast();
        return new Trace(forecast, new Churn(forecast.choices(), other), new Waits(answers.nanos));
    }

    /**
     * The forecast when some experts are learned last, from few labels.
     *
     * @param held names of those
     */
    Forecast onboarded(List<String> held, int labels) {
        var answers = new Answers(course);
        for (int fold = 0; fold < course.laps().size(); fold++) {
            var lap = course.laps().get(fold);
            var set = lap.material().set();
            var others = new ArrayList<>(course.tested().set().experts());
            others.removeAll(held);
            var random = random(fold);
            var few = FewLabels.draw(set, lap.train(), labels, random);
            var all = course.tested().set().experts();
            var scorer = contestant.onboard(lap.training(lap.train(), others), lap.training(few, all), random);
            ask(scorer, lap, answers);
        }
        return answers.forecast();
    }

    private void warmUp(Scorer scorer, Lap lap) {
        var untimed = new Answers(course);
        int rounds = Math.ceilDiv(WARM_UP, Math.max(1, lap.positions().size()));
        for (int round = 0; round < rounds; round++) {
            for (int position :
                    lap.positions().subList(0, Math.min(WARM_UP, lap.positions().size()))) {
                decide(scorer, lap, position, untimed);
            }
        }
    }

    private void compare(int[] other, Lap lap) {
        var set = lap.material().set();
        var random = random(-1);
        int prompts = (int) lap.train().stream().map(set::group).distinct().count();
        var rows = FewLabels.draw(set, lap.train(), (int) Math.ceil(OTHER_DRAW * prompts), random);
        var scorer = contestant.fit(lap.training(rows, course.tested().set().experts()), random);
        var answers = new Answers(course);
        ask(scorer, lap, answers);
        for (int position : lap.positions()) {
            other[position] = Forecast.choice(answers.quality[position], answers.cost[position], lap.operating());
        }
    }

    private void ask(Scorer scorer, Lap lap, Answers answers) {
        for (int position : lap.positions()) {
            decide(scorer, lap, position, answers);
        }
    }

    private void decide(Scorer scorer, Lap lap, int position, Answers answers) {
        var features = course.tested().features(course.pool().get(position));
        long start = nanoTime.getAsLong();
        var scores = scorer.score(features, lap.cards()).scores();
        var quality = answers.quality[position];
        var cost = answers.cost[position];
        for (int e = 0; e < quality.length; e++) {
            quality[e] = scores.get(e).quality();
            cost[e] = scores.get(e).microUsd() / lap.scale();
        }
        Forecast.choice(quality, cost, lap.operating());
        answers.nanos[position] = nanoTime.getAsLong() - start;
        answers.cheapest[position] = lap.cheapest();
        answers.operating[position] = lap.operating();
    }

    private RandomGenerator random(int fold) {
        return new SplittableRandom(seed * 31 + fold);
    }

    /**
     * What a contestant did on a course.
     *
     * @param forecast of every test query
     * @param churn of its decisions
     * @param waits for them
     */
    record Trace(Forecast forecast, Churn churn, Waits waits) {}

    /** Room for the answers about every test query. */
    private static final class Answers {
        private final double[][] quality;
        private final double[][] cost;
        private final int[] cheapest;
        private final double[] operating;
        private final long[] nanos;

        Answers(Course course) {
            int n = course.pool().size();
            this.quality = new double[n][course.experts()];
            this.cost = new double[n][course.experts()];
            this.cheapest = new int[n];
            this.operating = new double[n];
            this.nanos = new long[n];
        }

        Forecast forecast() {
            return new Forecast(quality, cost, cheapest, operating);
        }
    }
}
