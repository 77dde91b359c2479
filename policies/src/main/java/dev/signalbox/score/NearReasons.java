package dev.signalbox.score;

import dev.signalbox.experts.ExpertCard;
import dev.signalbox.learn.Observation;
import dev.signalbox.learn.Snapshot;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * What the neighbours of a question say.
 *
 * <pre>
 *   weights  [k]  of the neighbours, nearest first
 * </pre>
 */
final class NearReasons {

    private static final int SHOWN = 5;

    private final Neighbours near;
    private final double[] weights;
    private final Labels labels;

    NearReasons(Neighbours near, double[] weights, Labels labels) {
        this.near = near;
        this.weights = weights;
        this.labels = labels;
    }

    /** A grade, NaN where there is none. */
    @FunctionalInterface
    interface Graded {
        double at(int question, int expert);
    }

    /** Of an expert whose grades were imputed no single one is told: it was not asked those questions. */
    Reason of(List<ExpertCard> candidates, Map<String, Integer> experts, Graded grades) {
        double total = Math.max(Double.MIN_NORMAL, Arrays.stream(weights).sum());
        var asked = candidates.stream()
                .filter(card -> !labels.imputed().contains(card.name()))
                .toList();
        var nearest = IntStream.range(0, Math.min(SHOWN, weights.length))
                .mapToObj(rank -> new Reason.Neighbour(
                        labels.question(near.index(rank)),
                        labels.domain(near.index(rank)),
                        near.similarity(rank),
                        weights[rank] / total,
                        Grades.of(asked, experts, expert -> Math.clamp(grades.at(near.index(rank), expert), 0.0, 1.0))))
                .toList();
        return new Reason.Neighbourhood(
                weights.length, Grades.of(candidates, experts, expert -> mean(grades, expert)), nearest);
    }

    private double mean(Graded grades, int expert) {
        double sum = 0;
        double total = 0;
        for (int rank = 0; rank < weights.length; rank++) {
            double grade = grades.at(near.index(rank), expert);
            sum += Double.isNaN(grade) ? 0 : weights[rank] * grade;
            total += Double.isNaN(grade) ? 0 : weights[rank];
        }
        return total > 0 ? sum / total : Double.NaN;
    }

    /**
     * What is known of the questions beside their place in the space.
     *
     * @param questions ids
     * @param domains labels, some of them empty
     * @param imputed experts that were not asked them, whose grades follow from others'
     */
    record Labels(List<String> questions, List<String> domains, List<String> imputed) {

        private static final String QUESTIONS = "questions";
        private static final String DOMAINS = "question-domains";
        private static final String IMPUTED = "imputed";

        /** Empty where the snapshot does not say. */
        static Labels of(Snapshot snapshot) {
            return new Labels(snapshot.labels(QUESTIONS), snapshot.labels(DOMAINS), snapshot.labels(IMPUTED));
        }

        static Labels of(List<Observation> observations) {
            return new Labels(
                    observations.stream().map(Observation::queryId).toList(),
                    observations.stream().map(Observation::domain).toList(),
                    List.of());
        }

        /** Those of before, and the newcomers. */
        static Map<String, List<String>> imputed(Newcomers newcomers) {
            var all = new ArrayList<>(newcomers.known().labels(IMPUTED));
            all.addAll(newcomers.names());
            return Map.of(IMPUTED, all);
        }

        Map<String, List<String>> byAxis() {
            return Map.of(QUESTIONS, questions, DOMAINS, domains);
        }

        String question(int index) {
            return index < questions.size() ? questions.get(index) : "";
        }

        String domain(int index) {
            return index < domains.size() ? domains.get(index) : "";
        }
    }
}
