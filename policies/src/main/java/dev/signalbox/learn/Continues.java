package dev.signalbox.learn;

import java.util.random.RandomGenerator;

/** A learner that can learn on: from new observations, without those that it has learned from before. */
public interface Continues extends Learner {

    /**
     * A snapshot that keeps of {@code known} what its scorer's Javadoc says and learns the rest anew.
     *
     * @param known fitted by this learner
     */
    Snapshot continued(Snapshot known, Training more, RandomGenerator random);
}
