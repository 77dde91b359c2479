package dev.signalbox.gate;

import dev.signalbox.experts.ExpertCard;
import dev.signalbox.score.Scorecard;
import java.util.List;
import java.util.random.RandomGenerator;

/** Chooses among scored candidates. Pure but for the randomness handed in. */
public interface Gate {

    /** Chooses only experts on the card; an empty card gives an empty selection. */
    Selection select(Scorecard scorecard, Objective objective, RandomGenerator random);

    /**
     * How many of the best by utility it looks at, at most: what stands below them on the card changes nothing. Only with
     * few can thousands of experts be narrowed down before they are scored.
     */
    default int reach() {
        return Integer.MAX_VALUE;
    }

    /** The same gate once it has seen the roster, for one that looks at more than scores, such as tags. */
    default Gate over(List<ExpertCard> roster) {
        return this;
    }

    /** Which of these it may choose for one query together, as sets; any of them unless a gate says otherwise. */
    default List<List<ExpertCard>> together(List<ExpertCard> cards) {
        return List.of(cards);
    }
}
