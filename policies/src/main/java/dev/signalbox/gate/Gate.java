package dev.signalbox.gate;

import dev.signalbox.score.Scorecard;
import java.util.random.RandomGenerator;

/** Chooses among scored candidates. Pure but for the randomness handed in. */
public interface Gate {

    /** Chooses only experts on the card; an empty card gives an empty selection. */
    Selection select(Scorecard scorecard, Objective objective, RandomGenerator random);
}
