package dev.signalbox.learning;

import dev.signalbox.evaluate.OffPolicy.Logged;
import dev.signalbox.features.Features;
import dev.signalbox.gate.Objective;
import dev.signalbox.learn.Grade;
import dev.signalbox.pipeline.RecordedFeatures;
import dev.signalbox.plan.Plan;
import dev.signalbox.policy.Decision;
import dev.signalbox.policy.Policy;
import dev.signalbox.score.Score;
import dev.signalbox.store.DecisionStore;
import dev.signalbox.store.DecisionStore.Judged;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Judged decisions beside what a draft would choose. What a decision expected of its candidates when it was made is the
 * model of the doubly robust estimate: it cannot have seen the reward.
 */
final class JudgedLog {

    private static final JsonMapper JSON = JsonMapper.shared();

    private final List<Line> lines;
    private final int skipped;

    private JudgedLog(List<Line> lines, int skipped) {
        this.lines = lines;
        this.skipped = skipped;
    }

    static JudgedLog read(List<Judged> judged, Policy.Bound draft) {
        var lines = judged.stream()
                .map(one -> line(one, draft))
                .flatMap(Optional::stream)
                .toList();
        return new JudgedLog(lines, judged.size() - lines.size());
    }

    int size() {
        return lines.size();
    }

    int skipped() {
        return skipped;
    }

    /** Only of decisions that the other knows too, in the same order: one may have to skip what the other need not. */
    JudgedLog sharedWith(JudgedLog other) {
        var known = other.lines.stream().map(Line::queryId).collect(Collectors.toSet());
        var shared =
                lines.stream().filter(line -> known.contains(line.queryId())).toList();
        return new JudgedLog(shared, skipped + lines.size() - shared.size());
    }

    List<Logged> quality() {
        return logged(Grade::quality, Score::quality);
    }

    List<Logged> microUsd() {
        return logged(Grade::microUsd, Score::microUsd);
    }

    List<Logged> worth(Objective objective) {
        return logged(grade -> objective.worth(grade.quality(), grade.microUsd(), grade.latency()), objective::utility);
    }

    private List<Logged> logged(ToDoubleFunction<Grade> earned, ToDoubleFunction<Score> expected) {
        return lines.stream()
                .map(line -> new Logged(
                        line.propensity(),
                        line.draft().getOrDefault(line.chosen(), 0.0),
                        earned.applyAsDouble(line.grade()),
                        expected.applyAsDouble(
                                Objects.requireNonNull(line.scores().get(line.chosen()))),
                        line.draft().entrySet().stream()
                                .mapToDouble(choice -> choice.getValue()
                                        * expected.applyAsDouble(Objects.requireNonNull(
                                                line.scores().get(choice.getKey()))))
                                .sum()))
                .toList();
    }

    /** Empty when the decision lacks what is needed, or the draft refuses the query. */
    private static Optional<Line> line(Judged judged, Policy.Bound draft) {
        var row = judged.decision();
        var chosen = row.made().expert();
        var propensity = row.made().propensity();
        if (chosen == null || propensity == null || row.facts().features() == null) {
            return Optional.empty();
        }
        var scores = new HashMap<String, Score>();
        Map<String, Double> choices;
        try {
            choices = choices(row, draft, scores);
        } catch (IllegalArgumentException _) {
            // The draft looks at the question, or asks experts, and the decision did not: counted as skipped.
            return Optional.empty();
        }
        JSON.readTree(row.made().candidates()).forEach(candidate -> {
            var score = score(candidate);
            scores.put(score.expert(), score);
        });
        if (choices.isEmpty() || !scores.containsKey(chosen) || !scores.keySet().containsAll(choices.keySet())) {
            return Optional.empty();
        }
        var total = judged.total();
        var grade = new Grade(
                judged.reward(), total.microUsd(), Duration.ofNanos(Math.max(0, total.latencyMicros()) * 1000));
        return Optional.of(new Line(row.queryId(), chosen, propensity, grade, choices, scores));
    }

    /** The draft's probabilities, and what it expects where nothing was expected at the time. */
    private static Map<String, Double> choices(DecisionStore.Row row, Policy.Bound draft, Map<String, Score> scores) {
        var features = RecordedFeatures.of(row);
        var decision = draft.decide(row.queryId(), features, 0);
        requireAdvice(decision, features);
        decision.candidates().forEach(candidate -> scores.put(candidate.score().expert(), candidate.score()));
        if (decision.plan() instanceof Plan.Mix) {
            return Map.of(); // no single reply on record tells what they are worth together
        }
        var odds = decision.selection().odds();
        // nobody chosen: the fallback is asked, or nobody
        return odds.isEmpty() && decision.plan() instanceof Plan.Single single ? Map.of(single.expert(), 1.0) : odds;
    }

    /** What a draft that asks experts would have been told is not known unless its like was told. */
    private static void requireAdvice(Decision draft, Features recorded) {
        var features = draft.features();
        var wanted = features == null ? "" : features.advice().scorer();
        if (!wanted.isEmpty() && !wanted.equals(recorded.advice().scorer())) {
            throw new IllegalArgumentException("nobody was asked for scorer " + wanted);
        }
    }

    private static Score score(JsonNode candidate) {
        return new Score(
                candidate.path("expert").asString(""),
                candidate.path("quality").asDouble(),
                candidate.path("uncertainty").asDouble(),
                candidate.path("micro_usd").asDouble(),
                Duration.ofNanos(candidate.path("latency_micros").asLong() * 1000));
    }

    /**
     * @param draft the draft's probabilities by expert
     * @param scores what was expected, by expert
     */
    private record Line(
            String queryId,
            String chosen,
            double propensity,
            Grade grade,
            Map<String, Double> draft,
            Map<String, Score> scores) {}
}
