package dev.signalbox.evaluate;

import dev.signalbox.experts.ExpertCard;
import dev.signalbox.features.Features;
import dev.signalbox.learn.Onboarding;
import dev.signalbox.learn.Training;
import dev.signalbox.policy.ScorerRecipe;
import dev.signalbox.score.Score;
import dev.signalbox.score.Scorecard;
import dev.signalbox.score.Scorer;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * A scorer of the catalogue. Where its learner cannot {@linkplain Onboarding onboard}, a second one learns the new experts
 * from their few labels alone.
 *
 * @param name as it was asked for, options included
 */
public record ScorerContestant(String name, ScorerRecipe recipe) implements Contestant {

    @Override
    public Scorer fit(Training training, RandomGenerator random) {
        return recipe.scorer(recipe.learner().map(learner -> learner.fit(training, random)));
    }

    @Override
    public Scorer onboard(Training training, Training few, RandomGenerator random) {
        var learner = recipe.learner();
        if (learner.isPresent() && learner.get() instanceof Onboarding onboarding) {
            return onboarded(onboarding, training, few, random);
        }
        var known = fit(training, random);
        var fresh = fit(few, random);
        var others = Set.copyOf(training.experts());
        return (features, candidates) -> new Scorecard(candidates.stream()
                .map(card -> only(others.contains(card.name()) ? known : fresh, features, card))
                .toList());
    }

    private Scorer onboarded(Onboarding learner, Training training, Training few, RandomGenerator random) {
        return recipe.scorer(Optional.of(learner.onboard(learner.fit(training, random), few, random)));
    }

    private static Score only(Scorer scorer, Features features, ExpertCard card) {
        return scorer.score(features, List.of(card)).scores().getFirst();
    }
}
