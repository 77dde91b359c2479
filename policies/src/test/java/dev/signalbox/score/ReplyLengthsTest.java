package dev.signalbox.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.signalbox.features.Prompt;
import dev.signalbox.learn.Snapshot;
import dev.signalbox.learn.Training;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class ReplyLengthsTest {

    private static final Training TOLD = Worlds.tokens(4, 40, 1);
    private static final Training UNTOLD = Worlds.topics(4, 40, 1);

    @Test
    void predict_knownTokens_knowsTheTopic() {
        var snapshot = snapshot(TOLD);
        var blend = Blend.of(snapshot);
        var lengths = ReplyLengths.of(snapshot, blend.coordinates());
        var random = new SplittableRandom(2);

        double even = lengths.predict(blend.row(prompt(0, random)))[0];
        double odd = lengths.predict(blend.row(prompt(1, random)))[0];

        assertThat(odd - even).isCloseTo(40, within(10.0));
    }

    @Test
    void predict_nobodysTokensKnown_saysNothing() {
        var snapshot = snapshot(UNTOLD);
        var blend = Blend.of(snapshot);

        assertThat(ReplyLengths.of(snapshot, blend.coordinates())
                        .predict(blend.row(prompt(0, new SplittableRandom(2)))))
                .isEmpty();
    }

    @Test
    void join_newcomersTokensUnknown_leavesTheOthersAndSaysZero() {
        var snapshot = snapshot(TOLD);
        var blend = Blend.of(snapshot);
        var row = blend.row(prompt(0, new SplittableRandom(2)));
        var newcomers = Newcomers.of(snapshot, Worlds.newcomer("new", 2, 4, 5, 3));

        var matrices = new TreeMap<>(snapshot.matrices());
        matrices.putAll(ReplyLengths.join(newcomers, blend.rows(newcomers.few().observations()), blend.coordinates()));
        var joined = new Snapshot(snapshot.origin(), newcomers.everybody(), matrices);

        var before = ReplyLengths.of(snapshot, blend.coordinates()).predict(row);
        assertThat(ReplyLengths.of(joined, blend.coordinates()).predict(row)).containsExactly(before[0], before[1], 0);
    }

    @Test
    void join_nobodysTokensKnown_holdsNothing() {
        var snapshot = snapshot(UNTOLD);
        var blend = Blend.of(snapshot);
        var newcomers = Newcomers.of(snapshot, Worlds.newcomer("new", 2, 4, 5, 3));

        var joined = ReplyLengths.join(newcomers, blend.rows(newcomers.few().observations()), blend.coordinates());

        assertThat(joined.values()).allMatch(matrix -> matrix.columns() == 0);
    }

    private static Prompt prompt(int topic, SplittableRandom random) {
        return Prompt.of(Worlds.around(topic, random));
    }

    private static Snapshot snapshot(Training training) {
        var blend = Blend.fit(training.observations());
        var matrices = new TreeMap<>(blend.matrices());
        var rows = blend.rows(training.observations());
        matrices.putAll(ReplyLengths.fit(rows, training.observations(), List.of("a", "b"), blend.coordinates()));
        return new Snapshot(Snapshot.Origin.of("made-up", training), training.experts(), matrices);
    }
}
