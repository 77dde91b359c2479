package dev.signalbox.score;

import dev.signalbox.experts.ExpertCard;
import dev.signalbox.features.Prompt;
import dev.signalbox.features.Signal;
import dev.signalbox.features.TermNames;
import dev.signalbox.numeric.Ridge;
import dev.signalbox.numeric.Row;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Takes a linear function's prediction apart: what the embedding added as a whole, each signal, each word. Exact.
 *
 * <p>A question that was rebuilt from its record has words, but nobody knows which: those are told as one. Words whose
 * hashes fall together are told together.
 */
final class LinearReasons {

    private static final List<Signal> SIGNALS = List.of(Signal.values());
    private static final int MOST_SIGNALS = 5;
    private static final int MOST_WORDS = 5;

    private final Ridge.Fitted fitted;
    private final List<ExpertCard> candidates;
    private final Map<String, Integer> experts;

    LinearReasons(Ridge.Fitted fitted, List<ExpertCard> candidates, Map<String, Integer> experts) {
        this.fitted = fitted;
        this.candidates = candidates;
        this.experts = experts;
    }

    /** @param blend that made the row */
    Reason of(Row row, Blend blend, Prompt prompt) {
        int signals = blend.embedding() + blend.signals();
        var terms = new ArrayList<Reason.Points>();
        terms.add(new Reason.Points("embedding", points(row, 0, blend.embedding())));
        terms.addAll(signals(row, blend.embedding(), signals));
        terms.add(new Reason.Points("topics", points(row, signals, row.dense().length)));
        terms.addAll(words(row, prompt));
        terms.removeIf(term -> term.points().values().stream().allMatch(points -> points == 0));
        terms.sort(BY_SPREAD);
        return new Reason.Sum(Grades.of(candidates, experts, expert -> fitted.mean()[expert]), terms);
    }

    private static final Comparator<Reason.Points> BY_SPREAD =
            Comparator.comparingDouble((Reason.Points term) -> -Grades.spread(term.points()));

    private List<Reason.Points> signals(Row row, int from, int to) {
        var all = new ArrayList<Reason.Points>();
        for (int at = from; at < to; at++) {
            var signal = SIGNALS.get(at - from);
            var name = "signal " + signal.name().toLowerCase(Locale.ROOT).replace('_', ' ');
            all.add(new Reason.Points(name, points(row, at, at + 1)));
        }
        return strongest(all, MOST_SIGNALS, "other signals");
    }

    private List<Reason.Points> words(Row row, Prompt prompt) {
        var names = TermNames.of(prompt.text(), Blend.TERMS);
        var all = new ArrayList<Reason.Points>();
        for (int z = 0; z < row.index().length; z++) {
            int at = row.index()[z];
            float value = row.value()[z];
            var points =
                    Grades.of(candidates, experts, expert -> (double) value * weight(row.dense().length + at, expert));
            all.add(new Reason.Points(names.getOrDefault(at, ""), points));
        }
        boolean named = all.stream().anyMatch(term -> !term.feature().isEmpty());
        return named ? strongest(all, MOST_WORDS, "other words") : strongest(all, 0, "words");
    }

    /** The strongest that have a name, and the others together. */
    private List<Reason.Points> strongest(List<Reason.Points> all, int most, String others) {
        all.sort(BY_SPREAD);
        var kept = new ArrayList<Reason.Points>();
        var rest = new TreeMap<String, Double>();
        for (var term : all) {
            if (kept.size() < most && !term.feature().isEmpty()) {
                kept.add(term);
            } else {
                term.points().forEach((expert, points) -> rest.merge(expert, points, Double::sum));
            }
        }
        kept.add(new Reason.Points(others, rest));
        return kept;
    }

    private Map<String, Double> points(Row row, int from, int to) {
        return Grades.of(candidates, experts, expert -> {
            double sum = 0;
            for (int f = from; f < to; f++) {
                sum += (double) row.dense()[f] * weight(f, expert);
            }
            return sum;
        });
    }

    private double weight(int coordinate, int expert) {
        return fitted.weights()[coordinate * fitted.mean().length + expert];
    }
}
