package dev.signalbox.score;

import dev.signalbox.experts.ExpertCard;
import dev.signalbox.features.Features;
import dev.signalbox.learn.Snapshot;
import dev.signalbox.numeric.Odds;
import dev.signalbox.numeric.Vectors;
import java.util.List;

/**
 * Scores experts by a few numbers read from the question and a few that describe each expert, which a {@link Head} brings
 * together. Immutable; safe for concurrent use.
 *
 * <pre>
 *   reading.*  of {@link Reading}
 *   experts    [m][numbers]  as the head documents them
 *   penalty    [1][1]        what the numbers were held small by
 *   freedom    [1][1]        effective degrees of freedom, for each expert
 *   charges    of {@link Charges}
 *   length.*   of {@link ReplyLengths}
 * </pre>
 */
final class Latent {

    static final String EXPERTS = "experts";
    static final String PENALTY = "penalty";

    private final Head head;
    private final Blend blend;
    private final Reading reading;
    private final float[] experts;
    private final int m;
    private final ReplyLengths lengths;
    private final Regressed regressed;

    private Latent(Head head, Snapshot snapshot) {
        this.head = head;
        this.blend = Blend.of(snapshot);
        this.reading = Reading.of(snapshot, blend.coordinates(), head.inputs());
        this.m = snapshot.experts().size();
        this.experts = Vectors.sized(snapshot, EXPERTS, m, head.numbers());
        this.lengths = ReplyLengths.of(snapshot, blend.coordinates());
        this.regressed = Regressed.of(snapshot);
    }

    static Latent of(Head head, Snapshot snapshot) {
        return new Latent(head, snapshot);
    }

    Scorecard score(Features features, List<ExpertCard> candidates) {
        return score(features, candidates, (card, _) -> Expectation.declared(features, card));
    }

    /** Scores an expert without a grade. */
    interface Ungraded {

        /** @param read [inputs] of the question */
        Score score(ExpertCard card, double[] read);
    }

    Scorecard score(Features features, List<ExpertCard> candidates, Ungraded ungraded) {
        var row = blend.row(features.prompt());
        var read = reading.of(row);
        var predicted = new double[2 * m];
        for (int e = 0; e < m; e++) {
            predicted[e] = Odds.likely(head.logit(read, experts, e * head.numbers()));
        }
        var tokens = lengths.predict(row);
        System.arraycopy(tokens, 0, predicted, m, tokens.length);
        return regressed.scores(features, candidates, predicted, card -> ungraded.score(card, read));
    }

    /** The widest uncertainty that any graded expert's score can have. */
    double widest() {
        return regressed.widest();
    }
}
