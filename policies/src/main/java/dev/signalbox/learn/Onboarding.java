package dev.signalbox.learn;

import java.util.random.RandomGenerator;

/** A learner that can teach its scorer further experts from few labels. What it knows of the others stays as it is. */
public interface Onboarding extends Learner {

    /**
     * A snapshot that knows the experts of {@code known} and those of {@code few}; what a scorer says of the former is the
     * same with both snapshots.
     *
     * @param known fitted by this learner
     * @param few grades of the new experts on some hundred queries; where there are grades of known ones on the same, they
     *     tell how hard those were, and change nothing of what is known of them
     */
    Snapshot onboard(Snapshot known, Training few, RandomGenerator random);
}
