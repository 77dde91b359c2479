package dev.signalbox.evaluate;

import java.util.List;
import java.util.random.RandomGenerator;

/** Says which rows are learned from and which are judged by. Pure but for the randomness handed in. */
public interface Protocol {

    /** At least one fold; no row is judged in two. */
    List<Fold> folds(OutcomeSet set, RandomGenerator random);

    /** One line for reports. */
    String description();
}
