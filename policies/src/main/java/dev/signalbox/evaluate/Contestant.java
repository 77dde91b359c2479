package dev.signalbox.evaluate;

import dev.signalbox.learn.Training;
import dev.signalbox.score.Scorer;
import java.util.random.RandomGenerator;

/** A way of routing under evaluation. Safe for concurrent use, and pure but for the randomness handed in. */
public interface Contestant {

    /** Its name in reports. */
    String name();

    Scorer fit(Training training, RandomGenerator random);

    /**
     * A scorer that knows the experts of both trainings, and says of those in {@code training} what it would say without
     * the others.
     *
     * @param few grades of further experts, and of those in {@code training} on the same prompts
     */
    Scorer onboard(Training training, Training few, RandomGenerator random);
}
