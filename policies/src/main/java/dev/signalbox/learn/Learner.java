package dev.signalbox.learn;

import java.util.random.RandomGenerator;

/** Fits the learned state of one scorer. Pure but for the randomness handed in: same training, same seed, same snapshot. */
public interface Learner {
    Snapshot fit(Training training, RandomGenerator random);
}
