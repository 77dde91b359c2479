package dev.signalbox.telemetry;

import dev.signalbox.experts.Settings;
import dev.signalbox.features.Features;
import dev.signalbox.learn.Attempt;
import dev.signalbox.learn.Outcome;
import dev.signalbox.plan.Plan;
import dev.signalbox.policy.Decision;
import dev.signalbox.store.StorableText;
import dev.signalbox.telemetry.Recorder.Entry;
import dev.signalbox.telemetry.Recorder.Feedback;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * Writes a record as the JSON object whose keys are columns of the database; PostgreSQL itself takes it apart.
 *
 * <p>Written by hand, field by field: it runs on the request path, and a renamed component of a domain record must
 * not change what a spool from before an upgrade says.
 */
final class RecordJson {

    private static final int TYPICAL_BYTES = 2048;

    private final JsonFactory json = new JsonFactory();
    private final boolean keepTerms;

    private final boolean keepReasons;

    RecordJson() {
        this(true, false);
    }

    /**
     * @param keepTerms whether the hashed terms of questions are kept, where decisions looked at them
     * @param keepReasons whether the reasons of asked experts are kept, which may quote the question
     */
    RecordJson(boolean keepTerms, boolean keepReasons) {
        this.keepTerms = keepTerms;
        this.keepReasons = keepReasons;
    }

    byte[] entry(Entry entry) {
        return write(out -> {
            var decision = entry.decision();
            text(out, "query_id", decision.queryId());
            text(out, "created_at", entry.at().toString());
            text(out, "tenant", entry.caller().tenant());
            text(out, "key_id", entry.caller().keyId());
            decision(out, decision);
            outcome(out, decision, entry.outcome());
        });
    }

    byte[] feedback(Feedback feedback) {
        return write(out -> {
            text(out, "id", feedback.id());
            text(out, "created_at", feedback.at().toString());
            text(out, "tenant", feedback.caller().tenant());
            text(out, "key_id", feedback.caller().keyId());
            text(out, "query_id", feedback.queryId());
            out.writeNumberProperty("reward", feedback.reward());
            text(out, "comment", feedback.comment());
        });
    }

    private byte[] write(Body body) {
        var bytes = new ByteArrayOutputStream(TYPICAL_BYTES);
        try (var out = json.createGenerator(ObjectWriteContext.empty(), bytes)) {
            out.writeStartObject();
            body.write(out);
            out.writeEndObject();
        }
        return bytes.toByteArray();
    }

    private void decision(JsonGenerator out, Decision decision) {
        var provenance = decision.provenance();
        text(out, "policy", provenance.policy());
        text(out, "policy_version", provenance.policyVersion());
        out.writeNumberProperty("roster_version", provenance.rosterVersion());
        text(out, "snapshot", provenance.snapshot());
        out.writeNumberProperty("seed", provenance.seed());
        plan(out, decision);
        first(decision).ifPresent(expert -> chosen(out, decision, expert));
        selection(out, decision);
        candidates(out, decision);
        denials(out, decision);
        features(out, decision.features());
    }

    /** What the decision can be recomputed from; the text is not kept. */
    private void features(JsonGenerator out, @Nullable Features features) {
        if (features == null) {
            return;
        }
        var sizes = features.sizes();
        out.writeObjectPropertyStart("features");
        out.writeNumberProperty("turns", sizes.turns());
        out.writeNumberProperty("prompt_tokens", sizes.promptTokens());
        out.writeNumberProperty("question_characters", sizes.questionCharacters());
        out.writeNumberProperty("output_tokens", sizes.outputTokens());
        out.writeArrayPropertyStart("needs");
        features.needs().stream().sorted().forEach(need -> out.writeString(need.name()));
        out.writeEndArray();
        PromptRecord.write(out, features.prompt(), keepTerms);
        AdviceRecord.write(out, features.advice(), keepReasons);
        out.writeEndObject();
        features.prompt()
                .embeddingIfComputed()
                .ifPresent(embedding -> out.writeBinaryProperty("embedding", Floats.toBytes(embedding.toArray())));
    }

    /** As it stands in a record. */
    byte[] decision(Decision decision) {
        return write(out -> decision(out, decision));
    }

    private static void chosen(JsonGenerator out, Decision decision, String expert) {
        text(out, "chosen", expert);
        decision.selection().choices().stream()
                .filter(choice -> choice.expert().equals(expert))
                .findFirst()
                .ifPresent(choice -> out.writeNumberProperty("propensity", choice.propensity()));
        decision.candidates().stream()
                .filter(candidate -> candidate.score().expert().equals(expert))
                .findFirst()
                .ifPresent(candidate -> out.writeNumberProperty("utility", candidate.utility()));
    }

    private static void plan(JsonGenerator out, Decision decision) {
        switch (decision.plan()) {
            case Plan.Single(String expert, var fallback, var efforts) -> {
                text(out, "plan_kind", "single");
                out.writeObjectPropertyStart("plan");
                text(out, "expert", expert);
                fallback(out, fallback, efforts);
                unscored(out, decision);
                out.writeEndObject();
            }
            case Plan.Mix(var shares, var fallback, var efforts) -> {
                text(out, "plan_kind", "mix");
                out.writeObjectPropertyStart("plan");
                out.writeArrayPropertyStart("mix");
                shares.forEach(share -> share(out, share));
                out.writeEndArray();
                fallback(out, fallback, efforts);
                unscored(out, decision);
                out.writeEndObject();
            }
            case Plan.Refusal(Plan.Reason reason, String message) -> {
                text(out, "plan_kind", "refusal");
                out.writeObjectPropertyStart("plan");
                text(out, "reason", reason.name());
                text(out, "message", message);
                unscored(out, decision);
                out.writeEndObject();
            }
        }
    }

    private static void share(JsonGenerator out, Plan.Share share) {
        out.writeStartObject();
        text(out, "expert", share.expert());
        out.writeNumberProperty("weight", share.weight());
        out.writeEndObject();
    }

    private static void fallback(JsonGenerator out, List<String> fallback, Map<String, Settings.Effort> efforts) {
        out.writeArrayPropertyStart("fallback");
        fallback.forEach(name -> out.writeString(StorableText.of(name)));
        out.writeEndArray();
        if (!efforts.isEmpty()) {
            out.writeObjectPropertyStart("efforts");
            efforts.forEach((name, effort) -> text(out, StorableText.of(name), effort.name()));
            out.writeEndObject();
        }
    }

    /** Beside the plan and only where there are any: a record of a small roster says nothing of it. */
    private static void unscored(JsonGenerator out, Decision decision) {
        if (decision.unscored() > 0) {
            out.writeNumberProperty("unscored", decision.unscored());
        }
    }

    /** Nobody of a mix was chosen alone, so that its reply teaches nothing about any of them. */
    private static Optional<String> first(Decision decision) {
        return switch (decision.plan()) {
            case Plan.Single(String expert, var _, var _) -> Optional.of(expert);
            case Plan.Mix _, Plan.Refusal _ -> Optional.empty();
        };
    }

    private static void selection(JsonGenerator out, Decision decision) {
        out.writeArrayPropertyStart("selection");
        for (var choice : decision.selection().choices()) {
            out.writeStartObject();
            text(out, "expert", choice.expert());
            out.writeNumberProperty("weight", choice.weight());
            out.writeNumberProperty("propensity", choice.propensity());
            var effort = choice.effort();
            optional(out, "effort", effort == null ? null : effort.name());
            out.writeEndObject();
        }
        out.writeEndArray();
    }

    private static void candidates(JsonGenerator out, Decision decision) {
        out.writeArrayPropertyStart("candidates");
        for (var candidate : decision.candidates()) {
            var score = candidate.score();
            out.writeStartObject();
            text(out, "expert", score.expert());
            out.writeNumberProperty("quality", score.quality());
            out.writeNumberProperty("uncertainty", score.uncertainty());
            out.writeNumberProperty("micro_usd", score.microUsd());
            out.writeNumberProperty("latency_micros", micros(score.latency()));
            out.writeNumberProperty("utility", candidate.utility());
            out.writeEndObject();
        }
        out.writeEndArray();
    }

    private static void denials(JsonGenerator out, Decision decision) {
        out.writeArrayPropertyStart("denials");
        for (var denial : decision.denials()) {
            out.writeStartObject();
            text(out, "expert", denial.expert());
            text(out, "rule", denial.rule());
            text(out, "reason", denial.reason());
            out.writeEndObject();
        }
        out.writeEndArray();
    }

    private static void outcome(JsonGenerator out, Decision decision, Outcome outcome) {
        var attempts = outcome.attempts();
        optional(out, "answered_by", outcome.expert());
        optional(out, "failure", failure(decision, outcome));
        out.writeNumberProperty("micro_usd", outcome.microUsd());
        out.writeNumberProperty("prompt_tokens", sum(outcome, Tokens.PROMPT));
        out.writeNumberProperty("completion_tokens", sum(outcome, Tokens.COMPLETION));
        out.writeNumberProperty("cached_tokens", sum(outcome, Tokens.CACHED));
        if (!attempts.isEmpty()) {
            var last = attempts.getLast().timing();
            var waited = Duration.between(attempts.getFirst().timing().start(), last.start());
            out.writeNumberProperty("latency_micros", micros(waited.plus(last.total())));
            if (last.firstToken() != null) {
                out.writeNumberProperty("first_token_micros", micros(waited.plus(last.firstToken())));
            }
        }
        out.writeArrayPropertyStart("attempts");
        attempts.forEach(attempt -> attempt(out, attempt));
        out.writeEndArray();
    }

    private static @Nullable String failure(Decision decision, Outcome outcome) {
        var answering = outcome.answering();
        if (answering.isEmpty()) {
            return decision.plan() instanceof Plan.Refusal ? "REFUSED" : "NOT_ATTEMPTED";
        }
        var failure = answering.getLast().failure();
        return failure == null ? null : failure.name();
    }

    private static void attempt(JsonGenerator out, Attempt attempt) {
        out.writeStartObject();
        text(out, "expert", attempt.expert());
        text(out, "deployment", attempt.deployment());
        text(out, "started_at", attempt.timing().start().toString());
        var firstToken = attempt.timing().firstToken();
        if (firstToken != null) {
            out.writeNumberProperty("first_token_micros", micros(firstToken));
        }
        out.writeNumberProperty("latency_micros", micros(attempt.timing().total()));
        out.writeNumberProperty("prompt_tokens", attempt.usage().promptTokens());
        out.writeNumberProperty("completion_tokens", attempt.usage().completionTokens());
        out.writeNumberProperty("cached_tokens", attempt.usage().cachedTokens());
        out.writeBooleanProperty("exact_usage", attempt.usage().exact());
        out.writeNumberProperty("micro_usd", attempt.microUsd());
        var failure = attempt.failure();
        optional(out, "failure", failure == null ? null : failure.name());
        if (attempt.purpose() != Attempt.Purpose.ANSWER) {
            text(out, "purpose", attempt.purpose().name());
        }
        out.writeEndObject();
    }

    private static long sum(Outcome outcome, Tokens tokens) {
        return outcome.attempts().stream().mapToLong(tokens::of).sum();
    }

    private static long micros(Duration duration) {
        return duration.toNanos() / 1_000;
    }

    private static void optional(JsonGenerator out, String name, @Nullable String value) {
        if (value != null) {
            text(out, name, value);
        }
    }

    private static void text(JsonGenerator out, String name, String value) {
        out.writeStringProperty(name, StorableText.of(value));
    }

    private enum Tokens {
        PROMPT,
        COMPLETION,
        CACHED;

        private long of(Attempt attempt) {
            var usage = attempt.usage();
            return switch (this) {
                case PROMPT -> usage.promptTokens();
                case COMPLETION -> usage.completionTokens();
                case CACHED -> usage.cachedTokens();
            };
        }
    }

    /** The properties of one object. */
    @FunctionalInterface
    private interface Body {
        void write(JsonGenerator out);
    }
}
