package dev.signalbox.gate;

import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Chooses for a whole batch at once, where one query's choice takes room or money from another's. Pure but for the
 * randomness handed in.
 */
public interface BatchGate {

    /**
     * One selection for each item, in the items' order. Chooses only experts on an item's card, and each for no more
     * items than the batch has room for; an item that nobody has room for gets an empty selection.
     */
    List<Selection> select(Batch batch, RandomGenerator random);

    /** More experts than these it takes too long, or too much memory, to choose among. */
    default int mostExperts() {
        return Integer.MAX_VALUE;
    }
}
