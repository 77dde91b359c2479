package dev.signalbox.learning;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.signalbox.evaluate.Challenge;
import dev.signalbox.evaluate.Comparison;
import dev.signalbox.learn.Snapshot;
import java.time.Duration;
import java.util.Locale;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * A student beside its teacher.
 *
 * @param challenge of the student to its teacher, on the graded questions
 * @param fate of the student; promoted, it is frozen
 */
record Distilled(Side teacher, Side student, Challenge challenge, Prompts prompts, Fate fate) {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** Over the columns of {@link #line}. */
    private static final String HEAD = " ".repeat(40) + "  right  USD/1000  scoring ms        KB\n";

    /**
     * One of the two.
     *
     * @param row on the graded questions
     * @param scoring time of one decision's scoring
     */
    record Side(Snapshot snapshot, Comparison.Row row, Duration scoring) {

        int bytes() {
            return snapshot.toJson().getBytes(UTF_8).length;
        }
    }

    /**
     * @param learned prompts that the student learned from
     * @param kept prompts kept from it
     * @param agreement share of those on which both choose the same expert
     */
    record Prompts(int learned, int kept, double agreement) {}

    Distilled with(Fate now) {
        return new Distilled(teacher, student, challenge, prompts, now);
    }

    /** Kept beside the snapshot. */
    String json() {
        var report = JSON.createObjectNode();
        report.set("policy", json(student).put("name", "policy"));
        report.set("teacher", json(teacher).put("snapshot", teacher.snapshot().id()));
        report.put("agreement", prompts.agreement()).put("prompts", prompts.learned());
        report.putObject("over_teacher")
                .put("mean", challenge.gain().mean())
                .put("low", challenge.gain().low())
                .put("high", challenge.gain().high())
                .put("moved", challenge.moved())
                .put("questions", challenge.questions());
        return report.toString();
    }

    private static ObjectNode json(Side side) {
        return JSON.createObjectNode()
                .put("quality", side.row().quality())
                .put("mean_cost_usd", side.row().microUsd() / 1e6)
                .put("scoring_ms", side.scoring().toNanos() / 1e6)
                .put("bytes", side.bytes());
    }

    /** For a terminal. */
    String report() {
        var gain = challenge.gain();
        return HEAD
                + line("teacher", teacher)
                + line("student", student)
                + String.format(
                        Locale.ROOT,
                        "learned from %d prompts; chooses as its teacher does on %.1f %% of %d others%n"
                                + "over its teacher, by the policy's objective: %+.4f (95 %% interval %+.4f to %+.4f);"
                                + " %d of %d questions go elsewhere%n",
                        prompts.learned(),
                        100 * prompts.agreement(),
                        prompts.kept(),
                        gain.mean(),
                        gain.low(),
                        gain.high(),
                        challenge.moved(),
                        challenge.questions());
    }

    private static String line(String role, Side side) {
        var name = role + ", " + side.snapshot().origin().scorer() + " "
                + side.snapshot().id();
        return String.format(
                Locale.ROOT,
                "%-40s %6.3f %9.4f %11.4f %9.1f%n",
                name,
                side.row().quality(),
                side.row().microUsd() / 1000,
                side.scoring().toNanos() / 1e6,
                side.bytes() / 1024.0);
    }
}
