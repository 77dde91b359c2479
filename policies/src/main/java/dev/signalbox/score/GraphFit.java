package dev.signalbox.score;

import dev.signalbox.learn.Observation;
import dev.signalbox.numeric.Row;
import dev.signalbox.numeric.Shrinkage;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Passes the messages of a {@link Graph} along, once.
 *
 * <pre>
 *   directions  [n][d]
 *   off         [n][m]  grade less the expert's mean, NaN where not graded
 *   tokens      [n][m]  less the expert's mean, NaN where not known
 * </pre>
 */
final class GraphFit {

    /** Hubs that a question sends to. */
    private static final int SENT = 8;

    private static final double TEMPERATURE = 0.1;
    /** Messages of nothing that every node has heard before. */
    private static final double PRIOR = 4;

    private final int n;
    private final int m;
    private final float[][] directions;
    private final double[][] off;
    private final double[][] tokens;
    private final float[] hubs;
    private final int count;

    private GraphFit(float[][] directions, double[][] off, double[][] tokens, float[][] hubs) {
        this.n = directions.length;
        this.m = off[0].length;
        this.directions = directions;
        this.off = off;
        this.tokens = tokens;
        this.count = hubs.length;
        int d = directions[0].length;
        this.hubs = new float[count * d];
        for (int j = 0; j < count; j++) {
            System.arraycopy(hubs[j], 0, this.hubs, j * d, d);
        }
    }

    /** @param most hubs, drawn from the questions */
    static Graph fit(Questions questions, List<Observation> observations, int most, RandomGenerator random) {
        var drawn = questions.directions.clone();
        int count = Math.min(most, drawn.length);
        for (int i = 0; i < count; i++) {
            int j = i + random.nextInt(drawn.length - i);
            var kept = drawn[i];
            drawn[i] = drawn[j];
            drawn[j] = kept;
        }
        var fit = new GraphFit(questions.directions, questions.off, questions.tokens, Arrays.copyOf(drawn, count));
        return new Graph(fit.hubs, fit.told(observations), fit.words(questions.rows), fit.ties(), fit.m);
    }

    /** Learned-from questions; arrays as the class documents them. */
    @SuppressWarnings("ArrayRecordComponent") // lives as long as a fit, never compared
    record Questions(float[][] directions, Row[] rows, double[][] off, double[][] tokens) {}

    private float[] told(List<Observation> observations) {
        var quality = new Mail(count, m);
        var lengths = new Mail(count, m);
        var domains = new Mail(count, m);
        var byDomain = domains(observations);
        for (int i = 0; i < n; i++) {
            var near = Neighbours.of(directions[i], hubs, SENT);
            var weights = near.weights(TEMPERATURE);
            for (int rank = 0; rank < weights.length; rank++) {
                quality.send(near.index(rank), off[i], weights[rank]);
                lengths.send(near.index(rank), tokens[i], weights[rank]);
                domains.send(near.index(rank), byDomain[i], weights[rank]);
            }
        }
        var first = quality.means(PRIOR);
        var second = passedOn(first);
        var third = domains.means(0);
        var fourth = lengths.means(1);
        var told = new float[count * Graph.CHANNELS * m];
        for (int j = 0; j < count; j++) {
            int at = j * Graph.CHANNELS * m;
            for (int e = 0; e < m; e++) {
                told[at + e] = (float) first[j][e];
                told[at + m + e] = (float) second[j][e];
                told[at + 2 * m + e] = (float) third[j][e];
                told[at + 3 * m + e] = (float) fourth[j][e];
                told[at + 4 * m + e] = (float) quality.weight[j][e];
            }
        }
        return told;
    }

    /** [n][m] what each question's domain was told by all its questions. */
    private double[][] domains(List<Observation> observations) {
        var index = new HashMap<String, Integer>();
        var of = new int[n];
        for (int i = 0; i < n; i++) {
            of[i] = index.computeIfAbsent(observations.get(i).domain(), _ -> index.size());
        }
        var mail = new Mail(index.size(), m);
        for (int i = 0; i < n; i++) {
            mail.send(of[i], off[i], 1);
        }
        var means = mail.means(PRIOR);
        var domains = new double[n][];
        Arrays.setAll(domains, i -> means[of[i]]);
        return domains;
    }

    /** [l][m] what each hub's nearest hubs were told, its own part included. */
    private double[][] passedOn(double[][] first) {
        int d = directions[0].length;
        var mail = new Mail(count, m);
        for (int j = 0; j < count; j++) {
            var near = Neighbours.of(Arrays.copyOfRange(hubs, j * d, (j + 1) * d), hubs, 2 * SENT);
            var weights = near.weights(TEMPERATURE);
            for (int rank = 0; rank < weights.length; rank++) {
                mail.send(j, first[near.index(rank)], weights[rank]);
            }
        }
        return mail.means(0);
    }

    private float[] words(Row[] rows) {
        var mail = new Mail(Blend.TERMS, m);
        for (int i = 0; i < n; i++) {
            for (int index : rows[i].index()) {
                mail.send(index, off[i], 1);
            }
        }
        var means = mail.means(PRIOR);
        var words = new float[Blend.TERMS * m];
        for (int w = 0; w < words.length; w++) {
            words[w] = (float) means[w / m][w % m];
        }
        return words;
    }

    /** Correlation of the grades of two experts on the same questions, shared among all the others. */
    private float[] ties() {
        var ties = new float[m * m];
        for (int e = 0; e < m; e++) {
            for (int f = 0; f < m; f++) {
                double product = 0;
                double squares = PRIOR;
                double others = PRIOR;
                for (int i = 0; i < n && e != f; i++) {
                    if (!Double.isNaN(off[i][e]) && !Double.isNaN(off[i][f])) {
                        product += off[i][e] * off[i][f];
                        squares += off[i][e] * off[i][e];
                        others += off[i][f] * off[i][f];
                    }
                }
                ties[e * m + f] = (float) (product / Math.sqrt(squares * others) / Math.max(1, m - 1));
            }
        }
        return ties;
    }

    /** Messages on their way to nodes. */
    private static final class Mail {
        private final double[][] sum;
        private final double[][] weight;

        Mail(int nodes, int m) {
            this.sum = new double[nodes][m];
            this.weight = new double[nodes][m];
        }

        void send(int node, double[] message, double share) {
            for (int e = 0; e < message.length; e++) {
                if (!Double.isNaN(message[e])) {
                    sum[node][e] += share * message[e];
                    weight[node][e] += share;
                }
            }
        }

        double[][] means(double prior) {
            var means = new double[sum.length][];
            for (int node = 0; node < means.length; node++) {
                means[node] = new double[sum[node].length];
                for (int e = 0; e < means[node].length; e++) {
                    means[node][e] = Shrinkage.mean(sum[node][e], weight[node][e], prior, 0);
                }
            }
            return means;
        }
    }
}
