package dev.signalbox.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.signalbox.experts.ExpertCard;
import dev.signalbox.learn.Grade;
import dev.signalbox.learn.Observation;
import dev.signalbox.learn.Onboarding;
import dev.signalbox.learn.Snapshot;
import dev.signalbox.learn.Training;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** What holds for every scorer whose learner takes further experts in from few labels. */
public abstract class OnboardingContract extends LearnedScorerContract {

    private static final int TOPICS = 4;
    private static final String NEW = "newcomer";

    @Override
    protected abstract Onboarding learner();

    private Snapshot known() {
        return learner().fit(Worlds.specialists(TOPICS, 40, 1), new SplittableRandom(1));
    }

    /** Right on topics 0 and 1, wrong on 2 and 3. */
    private Snapshot onboarded(Snapshot known) {
        return learner().onboard(known, few(), new SplittableRandom(2));
    }

    private static Training few() {
        return Worlds.newcomer(NEW, TOPICS / 2, TOPICS, 50, 2);
    }

    @Test
    final void onboard_newExpert_leavesWhatIsSaidOfTheOthersAsItWas() {
        var known = known();
        var onboarded = onboarded(known);
        var others = known.experts().stream().map(name -> card(name, 0.5)).toList();
        var all = new ArrayList<>(others);
        all.add(card(NEW, 0.5));
        var before = scorer(known);
        var after = scorer(onboarded);
        var random = new SplittableRandom(3);

        for (int i = 0; i < 20; i++) {
            var features = features(Worlds.around(i % TOPICS, random));
            var expected = before.score(features, others).scores();

            assertThat(after.score(features, others).scores()).isEqualTo(expected);
            assertThat(after.score(features, all).scores().subList(0, others.size()))
                    .isEqualTo(expected);
        }
    }

    @Test
    final void onboard_gradesOfAKnownExpertBeside_changeNothingOfIt() {
        var known = known();
        var labels = few();
        var beside = labels.observations().stream()
                .map(one -> new Observation(
                        one.queryId(), one.promptId(), one.prompt(), one.domain(), beside(one.grades())))
                .toList();
        var training = new Training(labels.space(), labels.at(), beside);
        var cards = known.experts().stream().map(name -> card(name, 0.5)).toList();
        var features = features(Worlds.around(1, new SplittableRandom(3)));

        var onboarded = learner().onboard(known, training, new SplittableRandom(2));

        assertThat(onboarded.experts()).containsExactly("e0", "e1", "e2", "e3", NEW);
        assertThat(scorer(onboarded).score(features, cards))
                .isEqualTo(scorer(known).score(features, cards));
    }

    private static Map<String, Grade> beside(Map<String, Grade> grades) {
        var more = new HashMap<>(grades);
        more.put("e0", new Grade(0, 1, Duration.ofMillis(1)));
        return more;
    }

    @Test
    final void onboard_newExpert_isScoredByItsLabels() {
        var scorer = scorer(onboarded(known()));

        assertThat(quality(scorer, 0)).isGreaterThan(0.7);
        assertThat(quality(scorer, 1)).isGreaterThan(0.7);
        assertThat(quality(scorer, 2)).isLessThan(0.3);
        assertThat(quality(scorer, 3)).isLessThan(0.3);
    }

    @Test
    final void onboard_newExpert_isExpectedToCostAndTakeWhatItDid() {
        var features = features(Worlds.around(0, new SplittableRandom(4)));
        var score = scorer(onboarded(known()))
                .score(features, List.of(card(NEW, 0.5)))
                .scores()
                .getFirst();

        assertThat(score.microUsd()).isCloseTo(250, within(25.0));
        assertThat(score.latency().toMillis()).isBetween(36L, 44L);
        assertThat(score.uncertainty()).isLessThan(Expectation.UNCERTAINTY);
    }

    @Test
    final void onboard_sameSeed_givesSameSnapshotOfAllExperts() {
        var known = known();
        var onboarded = onboarded(known);

        assertThat(onboarded).isEqualTo(onboarded(known));
        assertThat(onboarded.experts()).containsExactly("e0", "e1", "e2", "e3", NEW);
        assertThat(onboarded.origin().scorer()).isEqualTo(known.origin().scorer());
        assertThat(onboarded.origin().observations())
                .isEqualTo(known.origin().observations() + few().observations().size());
    }

    @Test
    final void onboard_knownExpert_isRefused() {
        var known = known();
        var few = Worlds.newcomer("e2", 2, TOPICS, 10, 2);

        assertThatThrownBy(() -> learner().onboard(known, few, new SplittableRandom(1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("e2");
    }

    @Test
    final void onboard_labelsOfAnotherSpace_areRefused() {
        var known = known();
        var few = few();
        var elsewhere = new Training("elsewhere", few.at(), few.observations());

        assertThatThrownBy(() -> learner().onboard(known, elsewhere, new SplittableRandom(1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("elsewhere");
    }

    private static double quality(Scorer scorer, int topic) {
        var random = new SplittableRandom(9);
        List<ExpertCard> candidates = List.of(card(NEW, 0.5));
        double sum = 0;
        for (int i = 0; i < 10; i++) {
            var features = features(Worlds.around(topic, random));
            sum += scorer.score(features, candidates).scores().getFirst().quality();
        }
        return sum / 10;
    }
}
