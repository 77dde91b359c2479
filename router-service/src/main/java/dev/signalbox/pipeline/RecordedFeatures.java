package dev.signalbox.pipeline;

import dev.signalbox.experts.Ability;
import dev.signalbox.experts.Caller;
import dev.signalbox.features.Features;
import dev.signalbox.features.Sizes;
import dev.signalbox.store.DecisionStore;
import dev.signalbox.telemetry.AdviceRecord;
import dev.signalbox.telemetry.PromptRecord;
import java.util.HashSet;
import tools.jackson.databind.json.JsonMapper;

/** What a recorded decision was decided on; of the question what the decision looked at, and never its text. */
public final class RecordedFeatures {

    private static final JsonMapper JSON = JsonMapper.shared();

    private RecordedFeatures() {}

    /** @throws IllegalArgumentException when the record lacks what the decision looked at */
    public static Features of(DecisionStore.Row row) {
        var facts = row.facts();
        if (facts.features() == null) {
            throw new IllegalArgumentException("the decision was recorded without what it was decided on");
        }
        var recorded = JSON.readTree(facts.features());
        var needs = new HashSet<Ability>();
        recorded.path("needs").forEach(need -> needs.add(Ability.valueOf(need.asString())));
        var sizes = new Sizes(
                recorded.path("turns").asInt(),
                recorded.path("prompt_tokens").asInt(),
                recorded.path("question_characters").asInt(),
                recorded.path("output_tokens").asInt());
        var caller = new Caller(row.who().tenant(), row.who().keyId());
        var prompt = PromptRecord.read(recorded, facts.embedding());
        return new Features(prompt, sizes, needs, caller, AdviceRecord.read(recorded));
    }
}
