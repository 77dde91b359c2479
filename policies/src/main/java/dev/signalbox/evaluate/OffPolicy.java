package dev.signalbox.evaluate;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

/**
 * What a draft policy would have earned on decisions that another policy made, by three estimators.
 *
 * <p>Inverse propensity: Horvitz and Thompson 1952; self-normalised: Swaminathan and Joachims 2015; doubly robust: Dudik
 * et al. 2011, <a href="https://arxiv.org/abs/1103.4601">arXiv:1103.4601</a>. Intervals are normal ones at 95 %, of the
 * self-normalised estimate by the delta method. Deviation: weights are clipped, which pulls all three towards less
 * variance and some bias; {@link #clipped} says how many were.
 *
 * <pre>
 *   w_i  weight of decision i: the draft's probability of what was chosen over the propensity, at most the clip
 *   r_i  reward;  q_i  expected reward of what was chosen;  v_i  expected reward of what the draft chooses
 *   ips = mean(w r)     snips = sum(w r) / sum(w)     dr = mean(v + w (r - q))
 * </pre>
 *
 * <p>Decisions whose experts answered together are not among these: their reward is of no expert alone. Propensities are then
 * those among the decisions that are, and the estimates are of the queries as they occur there.
 *
 * @param ips inverse propensity
 * @param selfNormalised less variance, a little bias
 * @param doublyRobust right when either propensities or expectations are; the one to read
 * @param logged mean reward of the decisions as they were made
 * @param effective how many decisions the weights are worth: (sum w)^2 / sum w^2
 * @param meanWeight near one where the decisions cover what the draft would choose; below, they do not
 * @param clipped decisions whose weight was cut
 * @param decisions looked at
 */
public record OffPolicy(
        Bootstrap.Interval ips,
        Bootstrap.Interval selfNormalised,
        Bootstrap.Interval doublyRobust,
        double logged,
        double effective,
        double meanWeight,
        int clipped,
        int decisions) {

    private static final double Z = 1.96;
    private static final double LEAST_EFFECTIVE = 30;
    /** How far the mean weight may be from one beyond its own noise. */
    private static final double SLACK = 0.1;

    /** Clips at {@code max(10, sqrt(n))}: growing with the decisions, so that the bias goes away. */
    public static OffPolicy of(List<Logged> log) {
        return of(log, Math.max(10, Math.sqrt(log.size())));
    }

    /**
     * Estimates.
     *
     * @param log at least two decisions
     * @param clip largest weight
     */
    public static OffPolicy of(List<Logged> log, double clip) {
        if (log.size() < 2) {
            throw new IllegalArgumentException("off-policy: " + log.size() + " decisions, expected at least 2");
        }
        var weights = log.stream()
                .mapToDouble(one -> Math.min(clip, one.taken() / one.propensity()))
                .toArray();
        int clipped = (int) log.stream()
                .filter(one -> one.taken() / one.propensity() > clip)
                .count();
        double sum = sum(weights);
        double squares = 0;
        for (double weight : weights) {
            squares += weight * weight;
        }
        var rewards = log.stream().mapToDouble(Logged::reward).toArray();
        return new OffPolicy(
                interval(each(log, i -> weights[i] * rewards[i])),
                selfNormalised(weights, rewards),
                interval(robust(log, clip)),
                sum(rewards) / rewards.length,
                squares == 0 ? 0 : sum * sum / squares,
                sum / weights.length,
                clipped,
                log.size());
    }

    /** The doubly robust gain of one draft over another on the same decisions, in the same order. */
    public static Bootstrap.Interval gain(List<Logged> draft, List<Logged> over) {
        if (draft.size() != over.size() || draft.size() < 2) {
            throw new IllegalArgumentException("off-policy: " + draft.size() + " and " + over.size()
                    + " decisions, expected the same ones, at least 2");
        }
        double clip = Math.max(10, Math.sqrt(draft.size()));
        var ours = robust(draft, clip);
        var theirs = robust(over, clip);
        return interval(each(draft, i -> ours[i] - theirs[i]));
    }

    /** Why the estimates should not be trusted; empty when the decisions carry them. */
    public Optional<String> tooThin() {
        if (effective < LEAST_EFFECTIVE) {
            return Optional.of(String.format(
                    Locale.ROOT,
                    "%d decisions are worth %.1f for this draft, expected at least %.0f: let the policy explore, "
                            + "gather more feedback, or try a draft that is closer to it",
                    decisions,
                    effective,
                    LEAST_EFFECTIVE));
        }
        double noise = 3 / Math.sqrt(effective);
        if (Math.abs(meanWeight - 1) > SLACK + noise) {
            return Optional.of(String.format(
                    Locale.ROOT,
                    "the weights average %.2f, expected about 1: the draft chooses experts that were never chosen where "
                            + "it would; let the policy explore",
                    meanWeight));
        }
        return Optional.empty();
    }

    private static double[] robust(List<Logged> log, double clip) {
        return each(log, i -> {
            var one = log.get(i);
            double weight = Math.min(clip, one.taken() / one.propensity());
            return one.expectedDraft() + weight * (one.reward() - one.expectedChosen());
        });
    }

    private static Bootstrap.Interval selfNormalised(double[] weights, double[] rewards) {
        double sum = sum(weights);
        if (sum == 0) {
            return new Bootstrap.Interval(0, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);
        }
        double estimate = 0;
        for (int i = 0; i < weights.length; i++) {
            estimate += weights[i] * rewards[i] / sum;
        }
        double spread = 0;
        for (int i = 0; i < weights.length; i++) {
            double deviation = weights[i] * (rewards[i] - estimate);
            spread += deviation * deviation;
        }
        double half = Z * Math.sqrt(spread) / sum;
        return new Bootstrap.Interval(estimate, estimate - half, estimate + half);
    }

    private static Bootstrap.Interval interval(double[] values) {
        double mean = sum(values) / values.length;
        double spread = 0;
        for (double value : values) {
            spread += (value - mean) * (value - mean);
        }
        double half = Z * Math.sqrt(spread / (values.length - 1.0) / values.length);
        return new Bootstrap.Interval(mean, mean - half, mean + half);
    }

    private static double[] each(List<Logged> log, IntToDoubleFunction value) {
        return IntStream.range(0, log.size()).mapToDouble(value).toArray();
    }

    private static double sum(double[] values) {
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        return sum;
    }

    /**
     * One decision that was made and judged.
     *
     * @param propensity probability with which what was chosen was chosen, in (0, 1]
     * @param taken probability with which the draft chooses the same, in [0, 1]
     * @param reward what it earned
     * @param expectedChosen what a model expects of what was chosen
     * @param expectedDraft what the model expects of what the draft chooses, on average over its choices
     */
    public record Logged(double propensity, double taken, double reward, double expectedChosen, double expectedDraft) {
        public Logged {
            if (!(propensity > 0 && propensity <= 1) || !(taken >= 0 && taken <= 1)) {
                throw new IllegalArgumentException("logged: propensity " + propensity + ", taken " + taken
                        + ", expected probabilities, the first above 0");
            }
            if (!Double.isFinite(reward) || !Double.isFinite(expectedChosen) || !Double.isFinite(expectedDraft)) {
                throw new IllegalArgumentException("logged: reward " + reward + ", expected " + expectedChosen + " and "
                        + expectedDraft + ", expected finite numbers");
            }
        }
    }
}
