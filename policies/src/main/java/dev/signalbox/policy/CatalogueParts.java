package dev.signalbox.policy;

import dev.signalbox.learn.Learner;
import dev.signalbox.learn.Snapshot;
import dev.signalbox.score.Parts;
import dev.signalbox.score.Scorer;
import java.util.Optional;

/** The learned scorers of a catalogue. */
final class CatalogueParts implements Parts {

    private final Catalogue catalogue;

    CatalogueParts(Catalogue catalogue) {
        this.catalogue = catalogue;
    }

    @Override
    public Learner learner(String name) {
        return recipe(name)
                .learner()
                .orElseThrow(() -> new IllegalArgumentException("part: " + name + ", expected a scorer that learns"));
    }

    @Override
    public Scorer scorer(String name, Snapshot snapshot) {
        return recipe(name).scorer(Optional.of(snapshot));
    }

    private ScorerRecipe recipe(String name) {
        return catalogue.scorer("part " + name, name);
    }
}
