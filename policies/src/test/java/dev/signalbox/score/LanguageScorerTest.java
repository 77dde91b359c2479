package dev.signalbox.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.signalbox.features.Features;
import dev.signalbox.features.Prompt;
import dev.signalbox.learn.Grade;
import dev.signalbox.learn.Observation;
import dev.signalbox.learn.Snapshot;
import dev.signalbox.learn.Training;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class LanguageScorerTest extends ScorerContract {

    private static final LanguageScorer.Config CONFIG = new LanguageScorer.Config(8);
    private static final String ENGLISH = "How many people live in the capital of this country?";
    private static final String GERMAN = "Wie viele Menschen leben in der Hauptstadt dieses Landes?";
    private static final String DUTCH = "Hoeveel mensen wonen er in de hoofdstad van dit land?";
    private static final String FRENCH = "Combien de personnes vivent dans la capitale de ce pays ?";
    private static final String SPANISH = "¿Cuántas personas viven en la capital de este país?";
    private static final String JAPANESE = "この国の首都には何人の人々が住んでいますか";

    @Override
    protected Scorer scorer() {
        return scorer(fit());
    }

    private static Scorer scorer(Snapshot snapshot) {
        return new LanguageScorer(CONFIG, snapshot);
    }

    /** Good at English and German, bad at French. */
    private static Snapshot fit() {
        var observations = new ArrayList<Observation>();
        add(observations, ENGLISH, 40, 0.9);
        add(observations, GERMAN, 2, 0.5);
        add(observations, FRENCH, 40, 0.1);
        var training = new Training(Worlds.SPACE, Instant.EPOCH, observations);
        return new LanguageScorer.Fit(CONFIG).fit(training, new SplittableRandom(1));
    }

    private static void add(List<Observation> to, String text, int count, double quality) {
        for (int i = 0; i < count; i++) {
            var grades = Map.of("a", new Grade(quality, 100, Duration.ofMillis(20), 30));
            to.add(new Observation("q" + to.size(), "p" + to.size(), Prompt.of(text, embedding(i)), "", grades));
        }
    }

    private static double quality(Scorer scorer, String text) {
        var features = Features.of(
                Prompt.of(text, embedding(1)), features(embedding(1)).caller());
        return scorer.score(features, List.of(card("a", 0.5)))
                .scores()
                .getFirst()
                .quality();
    }

    @Test
    void score_languageOfManyGrades_goesByThem() {
        assertThat(quality(scorer(), ENGLISH)).isCloseTo(0.9, within(0.1));
        assertThat(quality(scorer(), FRENCH)).isCloseTo(0.1, within(0.1));
    }

    @Test
    void score_languageOfFewGrades_isPulledTowardsItsFamily() {
        assertThat(quality(scorer(), GERMAN)).isBetween(0.65, 0.85);
    }

    @Test
    void score_languageNeverSeen_goesByItsFamilyElseByAll() {
        double all = (40 * 0.9 + 2 * 0.5 + 40 * 0.1) / 82;

        assertThat(quality(scorer(), DUTCH)).isGreaterThan(0.75);
        assertThat(quality(scorer(), SPANISH)).isLessThan(0.25);
        assertThat(quality(scorer(), JAPANESE)).isCloseTo(all, within(1e-6));
        assertThat(quality(scorer(), "")).isCloseTo(all, within(1e-6));
    }

    @Test
    void explain_newLanguage_namesItsFamily() {
        var features = Features.of(
                Prompt.of(DUTCH, embedding(1)), features(embedding(1)).caller());

        var reasons = Explains.of(scorer(), features, List.of(card("a", 0.5)));

        assertThat(reasons)
                .singleElement()
                .isInstanceOfSatisfying(
                        Reason.Domains.class,
                        said -> assertThat(said.domains())
                                .extracting(Reason.Domain::name)
                                .containsExactly("germanic"));
    }

    @Test
    void fit_snapshot_survivesJsonExactly() {
        var parsed = Snapshot.parse(fit().toJson());

        assertThat(parsed).isEqualTo(fit());
        assertThat(quality(scorer(parsed), GERMAN)).isEqualTo(quality(scorer(), GERMAN));
    }

    @Test
    void fit_noLanguageKnown_hasOneGroup() {
        var snapshot = new LanguageScorer.Fit(CONFIG).fit(Worlds.topics(2, 4, 1), new SplittableRandom(1));

        assertThat(snapshot.matrix("quality").columns()).isEqualTo(1);
        assertThat(quality(scorer(snapshot), ENGLISH)).isCloseTo(0.5, within(1e-6));
    }

    @Test
    void config_negativePrior_isRefused() {
        assertThatThrownBy(() -> new LanguageScorer.Config(-1)).hasMessageContaining("prior: -1.0");
    }
}
