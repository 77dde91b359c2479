package dev.signalbox.evaluate;

import java.util.List;

/**
 * What to learn from and what to judge by; no prompt is in both.
 *
 * @param training set that {@code train} points into
 * @param train row numbers, at least one
 * @param test row numbers of the set under evaluation, at least one
 */
public record Fold(OutcomeSet training, List<Integer> train, List<Integer> test) {

    public Fold {
        train = List.copyOf(train);
        test = List.copyOf(test);
        if (train.isEmpty() || test.isEmpty()) {
            throw new BadOutcomesException(training.name() + ": " + train.size() + " rows to learn from and "
                    + test.size() + " to judge by, expected at least one of each");
        }
    }
}
