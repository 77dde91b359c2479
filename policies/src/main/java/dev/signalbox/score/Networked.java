package dev.signalbox.score;

import dev.signalbox.experts.ExpertCard;
import dev.signalbox.features.Features;
import dev.signalbox.learn.Snapshot;
import dev.signalbox.numeric.Odds;
import dev.signalbox.numeric.Row;
import java.util.List;

/**
 * Scores experts by a {@link Network} that was fitted to their grades. Immutable; safe for concurrent use.
 *
 * <pre>
 *   parameters  [1][p]  as the network lays them out
 *   freedom     [1][1]  effective degrees of freedom, for each expert
 *   blend.*, charges, length.*  of {@link Blend}, {@link Charges}, {@link ReplyLengths}
 * </pre>
 */
final class Networked {

    static final String PARAMETERS = "parameters";

    private final Network network;
    private final float[] parameters;
    private final Blend blend;
    private final ReplyLengths lengths;
    private final Regressed regressed;
    private final int experts;

    private Networked(Network network, float[] parameters, Blend blend, Snapshot snapshot) {
        this.network = network;
        this.parameters = parameters;
        this.blend = blend;
        this.lengths = ReplyLengths.of(snapshot, blend.dimension());
        this.regressed = Regressed.of(snapshot);
        this.experts = snapshot.experts().size();
    }

    static Networked of(Snapshot snapshot, NetworkFit.Shape shape) {
        var network = shape.of(snapshot.experts().size());
        var parameters = snapshot.matrix(PARAMETERS).toArray();
        if (parameters.length != network.parameters()) {
            throw new IllegalArgumentException("snapshot: " + parameters.length + " parameters of a network, expected "
                    + network.parameters() + " with the policy's options");
        }
        return new Networked(network, parameters, Blend.of(snapshot), snapshot);
    }

    Scorecard score(Features features, List<ExpertCard> candidates) {
        var direction = blend.direction(features.prompt());
        var logits = network.logits(parameters, direction);
        var predicted = new double[2 * experts];
        for (int e = 0; e < experts; e++) {
            predicted[e] = Odds.likely(logits[e]);
        }
        var tokens = lengths.predict(Row.of(direction));
        System.arraycopy(tokens, 0, predicted, experts, tokens.length);
        return regressed.scores(features, candidates, predicted);
    }
}
