package dev.signalbox.score;

import dev.signalbox.learn.Matrix;
import dev.signalbox.learn.Snapshot;
import dev.signalbox.numeric.Row;
import java.util.Arrays;
import java.util.Map;

/**
 * What has been passed along a graph of questions, domains, words and experts, and what reaches a new question from it.
 * A message is, for each expert, by how much its grades are expected to differ from its mean. Immutable.
 *
 * <p>A learned-from question sends its grades to its words, to its domain and to the hubs nearest to it, which are some of
 * the questions; hubs pass on to hubs nearby what they were sent; experts tell each other as far as their grades go
 * together. A new question is joined to its nearest hubs and to its words, and hears {@value #CHANNELS} messages:
 *
 * <pre>
 *   0  of hubs · 1  of hubs near the hubs · 2  of the domains of the hubs' questions · 3  of words · 4  of other experts
 *
 *   graph.hubs    [l][d]   directions, as {@link Blend} has them
 *   graph.told    [l][5m]  of each hub: messages 0, 1 and 2 · tokens less the expert's mean · grades sent
 *   graph.words   [t][m]   of each term
 *   graph.ties    [m][m]   of expert to expert, 0 on the diagonal
 * </pre>
 */
final class Graph {

    static final int CHANNELS = 5;

    private static final String HUBS = "graph.hubs";
    private static final String TOLD = "graph.told";
    private static final String WORDS = "graph.words";
    private static final String TIES = "graph.ties";

    private static final int HEARD = 16;
    private static final double TEMPERATURE = 0.1;

    private final float[] hubs;
    private final float[] told;
    private final float[] words;
    private final float[] ties;
    private final int m;
    private final int d;

    Graph(float[] hubs, float[] told, float[] words, float[] ties, int m) {
        this.hubs = hubs;
        this.told = told;
        this.words = words;
        this.ties = ties;
        this.m = m;
        this.d = told.length == 0 ? 0 : hubs.length / (told.length / (CHANNELS * m));
    }

    static Graph of(Snapshot snapshot) {
        int m = snapshot.experts().size();
        var hubs = snapshot.matrix(HUBS);
        var told = snapshot.matrix(TOLD);
        var words = snapshot.matrix(WORDS);
        var ties = snapshot.matrix(TIES);
        if (told.rows() != hubs.rows()
                || told.columns() != CHANNELS * m
                || words.rows() != Blend.TERMS
                || words.columns() != m
                || ties.rows() != m
                || ties.columns() != m) {
            throw new IllegalArgumentException("snapshot: a graph of " + hubs.rows() + " hubs, " + told.rows()
                    + " rows of "
                    + told.columns() + " messages, " + words.rows() + " words and " + ties.rows() + " ties, expected "
                    + hubs.rows() + ", " + hubs.rows() + " of " + CHANNELS * m + ", " + Blend.TERMS + " and " + m);
        }
        return new Graph(hubs.toArray(), told.toArray(), words.toArray(), ties.toArray(), m);
    }

    Map<String, Matrix> matrices() {
        return Map.of(
                HUBS, Matrix.of(hubs.length / d, d, hubs),
                TOLD, Matrix.of(hubs.length / d, CHANNELS * m, told),
                WORDS, Matrix.of(words.length / m, m, words),
                TIES, Matrix.of(m, m, ties));
    }

    /** What a question hears. */
    Heard hear(float[] direction, Row row) {
        var near = Neighbours.of(direction, hubs, HEARD);
        var weights = near.weights(TEMPERATURE);
        double all = Arrays.stream(weights).sum();
        var sums = new double[CHANNELS * m];
        for (int i = 0; i < weights.length; i++) {
            int at = near.index(i) * sums.length;
            for (int c = 0; c < sums.length; c++) {
                sums[c] += weights[i] / all * told[at + c];
            }
        }
        var messages = new double[CHANNELS][];
        for (int c = 0; c < 3; c++) {
            messages[c] = Arrays.copyOfRange(sums, c * m, (c + 1) * m);
        }
        messages[3] = spoken(row);
        messages[4] = tied(messages[0]);
        return new Heard(messages, Arrays.copyOfRange(sums, 3 * m, 4 * m), Arrays.copyOfRange(sums, 4 * m, 5 * m));
    }

    /** Mean message of the question's words, each by its weight. */
    private double[] spoken(Row row) {
        var spoken = new double[m];
        double all = 0;
        for (int z = 0; z < row.index().length; z++) {
            all += row.value()[z];
            for (int e = 0; e < m; e++) {
                spoken[e] += row.value()[z] * words[row.index()[z] * m + e];
            }
        }
        for (int e = 0; e < m && all > 0; e++) {
            spoken[e] /= all;
        }
        return spoken;
    }

    private double[] tied(double[] messages) {
        var tied = new double[m];
        for (int e = 0; e < m; e++) {
            for (int f = 0; f < m; f++) {
                tied[e] += ties[e * m + f] * messages[f];
            }
        }
        return tied;
    }

    /**
     * @param messages [channel][m] of quality
     * @param tokens [m] less the expert's mean
     * @param grades [m] that spoke through a hub, on average
     */
    @SuppressWarnings("ArrayRecordComponent") // lives as long as one decision, never compared
    record Heard(double[][] messages, double[] tokens, double[] grades) {}
}
