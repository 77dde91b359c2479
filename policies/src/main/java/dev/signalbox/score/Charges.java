package dev.signalbox.score;

import dev.signalbox.experts.ExpertCard;
import dev.signalbox.features.Features;
import dev.signalbox.features.Prompt;
import dev.signalbox.features.Signal;
import dev.signalbox.learn.Matrix;
import dev.signalbox.learn.Observation;
import dev.signalbox.learn.Snapshot;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * What each expert's answers cost and how long they take, for scorers that learn quality alone.
 *
 * <p>With known completion tokens, cost is today's price for this prompt and as many tokens. Else it is a straight line in
 * the prompt's characters, fitted by least squares, because that is how providers charge; it never falls with length nor
 * below zero.
 *
 * <pre>
 *   charges  [m][5]  count of grades · mean tokens (0 unknown) · micro-USD at no characters · micro-USD for a character
 *                    · mean milliseconds
 * </pre>
 */
final class Charges {

    static final String NAME = "charges";

    private static final int COUNT = 0;
    private static final int TOKENS = 1;
    private static final int BASE = 2;
    private static final int SLOPE = 3;
    private static final int MILLIS = 4;
    private static final int COLUMNS = 5;

    /** Of {@link Signal#LENGTH}. */
    private static final double MOST_CHARACTERS = 32_768;

    private final Matrix table;

    private Charges(Matrix table) {
        this.table = table;
    }

    static Charges of(Snapshot snapshot) {
        var table = snapshot.matrix(NAME);
        if (table.columns() != COLUMNS || table.rows() != snapshot.experts().size()) {
            throw new IllegalArgumentException("snapshot: matrix " + NAME + " has " + table.rows() + " rows of "
                    + table.columns() + ", expected " + snapshot.experts().size() + " of " + COLUMNS);
        }
        return new Charges(table);
    }

    static Map<String, Matrix> fit(List<Observation> observations, List<String> experts) {
        var values = new float[experts.size() * COLUMNS];
        for (int e = 0; e < experts.size(); e++) {
            var sums = new Sums();
            for (var observation : observations) {
                var grade = observation.grades().get(experts.get(e));
                if (grade != null) {
                    sums.add(characters(observation.prompt()), grade.microUsd(), grade.completionTokens());
                    sums.millis += grade.latency().toNanos() / 1e6;
                }
            }
            sums.write(values, e * COLUMNS);
        }
        return Map.of(NAME, Matrix.of(experts.size(), COLUMNS, values));
    }

    double count(int expert) {
        return table.at(expert, COUNT);
    }

    /** Mean of the expert, 0 when not known. */
    double tokens(int expert) {
        return table.at(expert, TOKENS);
    }

    /** @param tokens expected for this prompt, 0 when not known */
    double microUsd(Features features, ExpertCard card, int expert, double tokens) {
        double line = table.at(expert, BASE) + table.at(expert, SLOPE) * characters(features.prompt());
        return Expectation.microUsd(features, card, tokens, line);
    }

    Duration latency(int expert) {
        return Duration.ofNanos(Math.round(table.at(expert, MILLIS) * 1e6));
    }

    /** From the signal and not from the text, which a prompt rebuilt from a record lacks. */
    private static double characters(Prompt prompt) {
        return Math.expm1(prompt.signals().at(Signal.LENGTH) * Math.log1p(MOST_CHARACTERS));
    }

    /** What a straight line needs. */
    private static final class Sums {
        private double count;
        private double x;
        private double xx;
        private double y;
        private double xy;
        private double tokens;
        private double counted;
        private double millis;

        void add(double characters, double microUsd, long completionTokens) {
            count++;
            x += characters;
            xx += characters * characters;
            y += microUsd;
            xy += characters * microUsd;
            tokens += completionTokens;
            counted += completionTokens > 0 ? 1 : 0;
        }

        void write(float[] values, int at) {
            if (count == 0) {
                return;
            }
            double spread = xx - x * x / count;
            double slope = spread > 1e-6 * xx ? Math.max(0, (xy - x * y / count) / spread) : 0;
            double base = (y - slope * x) / count;
            if (base < 0) {
                base = 0;
                slope = xx > 0 ? xy / xx : 0;
            }
            values[at + COUNT] = (float) count;
            values[at + TOKENS] = (float) (counted > 0 ? tokens / counted : 0);
            values[at + BASE] = (float) base;
            values[at + SLOPE] = (float) slope;
            values[at + MILLIS] = (float) (millis / count);
        }
    }
}
