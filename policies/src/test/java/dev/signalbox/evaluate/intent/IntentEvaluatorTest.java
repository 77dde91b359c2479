package dev.signalbox.evaluate.intent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.signalbox.evaluate.BadOutcomesException;
import dev.signalbox.evaluate.CrossValidation;
import dev.signalbox.evaluate.OutcomeRow;
import dev.signalbox.evaluate.OutcomeSet;
import dev.signalbox.evaluate.Progress;
import dev.signalbox.evaluate.Setup;
import dev.signalbox.evaluate.metric.Metric;
import dev.signalbox.features.HashedNgramEmbedder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class IntentEvaluatorTest {

    private static final Setup SETUP =
            new Setup(new CrossValidation(3), Optional.empty(), Optional.empty(), 1, new Setup.Effort(50, 1), () -> 0);

    private static OutcomeRow row(int i, String prompt, String label, String domain) {
        boolean oos = label.equals("oos");
        return new OutcomeRow("q" + i, prompt, domain, label, "train", oos, false, Map.of(), Map.of());
    }

    private static IntentFindings evaluate(List<OutcomeRow> rows) {
        return new IntentEvaluator(SETUP, new HashedNgramEmbedder())
                .evaluate(OutcomeSet.of("intents", rows), List.of(new CentroidClassifier()), Progress.NONE);
    }

    private static List<OutcomeRow> rows(boolean outOfScope) {
        var rows = new ArrayList<OutcomeRow>();
        for (int i = 0; i < 30; i++) {
            rows.add(row(3 * i, "please transfer money to account " + "x".repeat(i), "transfer", "bank"));
            rows.add(row(3 * i + 1, "what is the weather in town " + "y".repeat(i), "weather", "talk"));
            if (outOfScope) {
                rows.add(row(3 * i + 2, "zebras graze quietly under trees " + "z".repeat(i), "oos", "oos"));
            }
        }
        return rows;
    }

    @Test
    void evaluate_intentsFarApart_areToldApart() {
        var entry = evaluate(rows(true)).entries().getFirst();

        assertThat(entry.value(Metric.INTENT_ACCURACY)).isGreaterThan(0.95);
        assertThat(entry.value(Metric.DOMAIN_ACCURACY)).isGreaterThan(0.95);
        assertThat(entry.value(Metric.OOS_AUROC)).isGreaterThan(0.95);
    }

    @Test
    void evaluate_nothingOutOfScope_saysSo() {
        var findings = evaluate(rows(false));

        assertThat(findings.entries().getFirst().value(Metric.OOS_AUROC)).isNaN();
        assertThat(findings.notes()).anySatisfy(note -> assertThat(note).contains("No test prompt is out of scope"));
    }

    @Test
    void evaluate_nothingInScope_isRefused() {
        var rows = rows(true).stream().filter(OutcomeRow::outOfScope).toList();

        assertThatThrownBy(() -> evaluate(rows)).isInstanceOf(BadOutcomesException.class);
    }
}
