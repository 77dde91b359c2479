package dev.signalbox.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.signalbox.experts.Caller;
import dev.signalbox.features.Features;
import dev.signalbox.features.HashedNgramEmbedder;
import dev.signalbox.features.Language;
import dev.signalbox.features.Prompt;
import dev.signalbox.features.Signal;
import dev.signalbox.features.UnrecordedException;
import dev.signalbox.gate.Selection;
import dev.signalbox.plan.Plan;
import dev.signalbox.policy.Decision;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

final class PromptRecordTest {

    private final Prompt prompt =
            Prompt.of("Which of these 3 rivers is the longest?\nWrite \"def f(x)\".", new HashedNgramEmbedder());

    @Test
    void read_allLookedAt_isTheSameToTheLastBit() {
        prompt.terms();
        prompt.signals();
        prompt.embedding();
        prompt.language();
        var recorded = record(true);

        var again = PromptRecord.read(recorded.path("features"), embedding(recorded));

        assertThat(again.terms()).isEqualTo(prompt.terms());
        assertThat(again.signals()).isEqualTo(prompt.signals());
        assertThat(again.language()).isEqualTo(prompt.language()).isEqualTo(new Language("en"));
        assertThat(again.embedding().toArray()).isEqualTo(prompt.embedding().toArray());
        assertThat(again.text()).isEmpty();
        assertThat(recorded.toString()).doesNotContain("rivers");
    }

    @Test
    void write_nothingLookedAt_keepsNothing() {
        var recorded = record(true);

        assertThat(recorded.has("embedding")).isFalse();
        assertThat(recorded.path("features").has("terms")).isFalse();
        assertThat(recorded.path("features").has("signals")).isFalse();
        assertThat(recorded.path("features").has("language")).isFalse();
        assertThat(prompt.embeddingIfComputed())
                .as("recording computes nothing")
                .isEmpty();
    }

    @Test
    void read_notLookedAt_cannotBeReadAndIsNotMadeUp() {
        prompt.embedding();
        var recorded = record(true);

        var again = PromptRecord.read(recorded.path("features"), embedding(recorded));

        assertThat(again.embedding().toArray()).isEqualTo(prompt.embedding().toArray());
        assertThatExceptionOfType(UnrecordedException.class)
                .isThrownBy(again::signals)
                .withMessage("question: its record lacks signals, expected one of a decision that looked at signals");
        assertThatExceptionOfType(UnrecordedException.class).isThrownBy(again::terms);
        assertThatExceptionOfType(UnrecordedException.class).isThrownBy(again::language);
    }

    @Test
    void read_recordOfAnEarlierVersion_knowsTheSignalsOfThen() {
        prompt.signals();
        prompt.embedding();
        var recorded = record(true);
        var earlier = (ObjectNode) recorded.path("features");
        earlier.put("signals", Floats.toBytes(Arrays.copyOf(prompt.signals().toArray(), 28)));

        var again = PromptRecord.read(JsonMapper.shared().readTree(earlier.toString()), embedding(recorded));

        assertThat(again.signals().size()).isEqualTo(28);
        assertThat(again.lacks(Prompt.Part.SIGNALS)).as("of those known now").isTrue();
        assertThat(again.signals().at(Signal.LENGTH)).isEqualTo(prompt.signals().at(Signal.LENGTH));
    }

    @Test
    void read_termsLookedAtAndNotKept_saysSo() {
        prompt.terms();
        var features = record(false).path("features");

        assertThat(features.path("terms").isBoolean()).isTrue();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PromptRecord.read(features, null))
                .withMessageContaining("signalbox.records.terms is false");
    }

    private JsonNode record(boolean keepTerms) {
        var decision = new Decision(
                "q",
                new Decision.Provenance("auto", "v", 1, "", 0),
                List.of(),
                List.of(),
                Selection.EMPTY,
                new Plan.Single("a", List.of()),
                Features.of(prompt, new Caller("t", "k")));
        return JsonMapper.shared().readTree(new RecordJson(keepTerms, false).decision(decision));
    }

    private static byte[] embedding(JsonNode recorded) {
        return Base64.getDecoder().decode(recorded.path("embedding").asString());
    }
}
