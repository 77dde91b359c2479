package dev.signalbox.gate;

import dev.signalbox.experts.ExpertCard;
import dev.signalbox.score.Scorecard;
import java.util.List;
import java.util.random.RandomGenerator;

/** Chooses among scored candidates. Pure but for the randomness handed in. */
public interface Gate {

    /** Chooses only experts on the card; an empty card gives an empty selection. */
    Selection select(Scorecard scorecard, Objective objective, RandomGenerator random);

    /** The same gate once it has seen the roster, for one that looks at more than scores, such as tags. */
    default Gate over(List<ExpertCard> roster) {
        return this;
    }
}
