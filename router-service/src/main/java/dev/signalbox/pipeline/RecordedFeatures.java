package dev.signalbox.pipeline;

import dev.signalbox.experts.Ability;
import dev.signalbox.experts.Caller;
import dev.signalbox.features.Embedding;
import dev.signalbox.features.Features;
import dev.signalbox.features.Prompt;
import dev.signalbox.features.Sizes;
import dev.signalbox.store.DecisionStore;
import dev.signalbox.telemetry.Floats;
import java.util.HashSet;
import tools.jackson.databind.json.JsonMapper;

/** What a recorded decision was decided on; of the question its embedding alone, where the decision looked at it. */
public final class RecordedFeatures {

    private static final JsonMapper JSON = JsonMapper.shared();
    /** Fits no scorer that looks at it. */
    private static final Embedding UNKNOWN = Embedding.of(new float[0]);

    private RecordedFeatures() {}

    /** @throws IllegalArgumentException when the record is from before features were kept */
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
        return new Features(Prompt.of(embedding(facts)), sizes, needs, caller);
    }

    private static Embedding embedding(DecisionStore.Facts facts) {
        return facts.embedding() == null ? UNKNOWN : Embedding.of(Floats.of(facts.embedding()));
    }
}
