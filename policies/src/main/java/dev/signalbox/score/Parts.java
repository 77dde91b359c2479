package dev.signalbox.score;

import dev.signalbox.learn.Learner;
import dev.signalbox.learn.Snapshot;

/** The catalogue's learned scorers by name, with their default options: what a scorer that combines others is made of. */
public interface Parts {

    Learner learner(String name);

    /** @param snapshot that the part's learner fitted */
    Scorer scorer(String name, Snapshot snapshot);
}
