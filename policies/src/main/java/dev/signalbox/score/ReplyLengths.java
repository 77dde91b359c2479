package dev.signalbox.score;

import dev.signalbox.learn.Matrix;
import dev.signalbox.learn.Observation;
import dev.signalbox.learn.Snapshot;
import dev.signalbox.numeric.Ridge;
import dev.signalbox.numeric.Row;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How many tokens each expert generates for a question, by {@link Ridge} regression: for scorers whose own model is of
 * quality alone. Where nobody's tokens are known it holds nothing.
 *
 * <pre>
 *   length.weights  [coordinates][m or 0]
 *   length.bias     [1][m or 0]
 * </pre>
 */
final class ReplyLengths {

    private static final String PREFIX = "length.";
    private static final String WEIGHTS = PREFIX + "weights";
    private static final String BIAS = PREFIX + "bias";

    /** As many questions say as much as it does; not chosen anew for every set. */
    private static final double PENALTY = 10;

    private final Ridge.Fitted fitted;

    private ReplyLengths(Ridge.Fitted fitted) {
        this.fitted = fitted;
    }

    /** @param rows of the observations, with so many coordinates */
    static Map<String, Matrix> fit(Row[] rows, List<Observation> observations, List<String> experts, int coordinates) {
        var known = Targets.tokens(observations, experts);
        boolean any = Arrays.stream(known).flatMapToDouble(Arrays::stream).anyMatch(tokens -> tokens > 0);
        return any
                ? Ridge.fit(rows, known, coordinates, PENALTY).matrices(PREFIX, experts.size())
                : Map.of(WEIGHTS, nothing(coordinates, 0), BIAS, nothing(1, 0));
    }

    /** With columns of the newcomers' own beside the others. */
    static Map<String, Matrix> join(Newcomers newcomers, Row[] rows, int coordinates) {
        var known = newcomers.known();
        var fresh = fit(rows, newcomers.few().observations(), newcomers.names(), coordinates);
        var joined = new TreeMap<String, Matrix>();
        fresh.forEach((name, columns) -> joined.put(name, beside(known.matrix(name), columns, newcomers)));
        return joined;
    }

    /** Where only one side's lengths are known, the other's are 0. */
    private static Matrix beside(Matrix known, Matrix fresh, Newcomers newcomers) {
        if (known.columns() == fresh.columns() && known.columns() == 0) {
            return known;
        }
        return Newcomers.beside(
                known.columns() > 0
                        ? known
                        : nothing(known.rows(), newcomers.known().experts().size()),
                fresh.columns() > 0
                        ? fresh
                        : nothing(fresh.rows(), newcomers.names().size()));
    }

    private static Matrix nothing(int rows, int columns) {
        return Matrix.of(rows, columns, new float[rows * columns]);
    }

    static ReplyLengths of(Snapshot snapshot, int coordinates) {
        int columns = snapshot.matrix(BIAS).columns();
        return new ReplyLengths(Ridge.Fitted.of(snapshot, PREFIX, coordinates, columns));
    }

    /** [m] for each expert of the snapshot, or [0] */
    double[] predict(Row row) {
        return fitted.predict(row);
    }
}
