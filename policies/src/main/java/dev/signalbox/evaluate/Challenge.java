package dev.signalbox.evaluate;

import dev.signalbox.learn.Grade;
import dev.signalbox.learn.Observation;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.random.RandomGenerator;

/**
 * A way of routing against the one in force, question by question: the same held-out questions, the same grades, so that
 * the interval is of the difference and not of two means.
 *
 * @param gain of the challenger over the incumbent, a question's worth on average
 * @param moved questions that the two send to different experts
 * @param questions that they were held against
 */
public record Challenge(Bootstrap.Interval gain, int moved, int questions) {

    /**
     * Holds one against the other.
     *
     * @param heldOut questions that neither was fitted on, each graded for both experts that it goes to, where they differ
     * @param worth of an answer, as the policy's objective sees it
     * @param chance for the bootstrap
     */
    public static Challenge of(
            List<Observation> heldOut, Sides sides, ToDoubleFunction<Grade> worth, RandomGenerator chance) {
        if (heldOut.isEmpty()) {
            throw new IllegalArgumentException("challenge: no held-out questions, expected at least one");
        }
        var gains = new double[heldOut.size()];
        int moved = 0;
        for (int i = 0; i < gains.length; i++) {
            var question = heldOut.get(i);
            var incumbent = sides.incumbent().apply(question);
            var challenger = sides.challenger().apply(question);
            if (!incumbent.equals(challenger)) {
                moved++;
                gains[i] = worth.applyAsDouble(grade(question, challenger))
                        - worth.applyAsDouble(grade(question, incumbent));
            }
        }
        return new Challenge(Bootstrap.mean(gains, chance), moved, gains.length);
    }

    /** Beyond noise: all of the interval is above nothing. */
    public boolean isBetter() {
        return gain.low() > 0;
    }

    /** Beyond noise: all of the interval is below nothing. */
    public boolean isWorse() {
        return gain.high() < 0;
    }

    private static Grade grade(Observation question, String expert) {
        var grade = question.grades().get(expert);
        if (grade == null) {
            throw new IllegalArgumentException("challenge: question " + question.queryId() + " went to " + expert
                    + ", expected one of " + question.grades().keySet());
        }
        return grade;
    }

    /** Who answers a question, by either way of routing. */
    public record Sides(Function<Observation, String> incumbent, Function<Observation, String> challenger) {}
}
