package dev.signalbox.telemetry;

import dev.signalbox.features.Embedding;
import dev.signalbox.features.Language;
import dev.signalbox.features.Prompt;
import dev.signalbox.features.Signals;
import dev.signalbox.features.Terms;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.JsonNode;

/**
 * What a decision looked at of its question, in the record: what it did not look at was never computed and is missing.
 *
 * <pre>
 *   signals  base64 of float32, little-endian, one for each signal in its order; earlier versions knew fewer
 *   language ISO 639-1, or und
 *   terms    base64 of n int32 indexes and then n float32 weights, little-endian; or false where they are not to be kept
 * </pre>
 */
public final class PromptRecord {

    /** Fits no scorer that looks at it. */
    private static final Embedding UNKNOWN = Embedding.of(new float[0]);

    private PromptRecord() {}

    /** Into an open object. */
    static void write(JsonGenerator out, Prompt prompt, boolean keepTerms) {
        prompt.signalsIfComputed()
                .ifPresent(signals -> out.writeBinaryProperty("signals", Floats.toBytes(signals.toArray())));
        prompt.languageIfComputed().ifPresent(language -> out.writeStringProperty("language", language.code()));
        prompt.termsIfComputed().ifPresent(terms -> {
            if (keepTerms) {
                out.writeBinaryProperty("terms", toBytes(terms));
            } else {
                out.writeBooleanProperty("terms", false);
            }
        });
    }

    /**
     * The prompt, as far as its decision looked at it; what it did not look at cannot be read.
     *
     * @param features the object that was written into
     * @throws IllegalArgumentException when the decision looked at terms and they were not kept
     */
    public static Prompt read(JsonNode features, byte @Nullable [] embedding) {
        var terms = features.path("terms");
        if (terms.isBoolean()) {
            throw new IllegalArgumentException("the decision looked at the question's terms, which were not kept:"
                    + " signalbox.records.terms is false");
        }
        return Prompt.recorded(
                embedding == null ? UNKNOWN : Embedding.of(Floats.of(embedding)),
                recorded(terms).map(known -> terms(bytes(known))),
                recorded(features.path("signals")).map(known -> Signals.of(Floats.of(bytes(known)))),
                recorded(features.path("language")).map(known -> new Language(known.asString())));
    }

    private static Optional<JsonNode> recorded(JsonNode part) {
        return Optional.of(part).filter(JsonNode::isString);
    }

    private static byte[] toBytes(Terms terms) {
        var bytes = ByteBuffer.allocate(terms.size() * (Integer.BYTES + Float.BYTES))
                .order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < terms.size(); i++) {
            bytes.putInt(terms.index(i));
        }
        for (int i = 0; i < terms.size(); i++) {
            bytes.putFloat(terms.weight(i));
        }
        return bytes.array();
    }

    private static Terms terms(byte[] bytes) {
        int size = bytes.length / (Integer.BYTES + Float.BYTES);
        var buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        var indexes = new int[size];
        var weights = new float[size];
        for (int i = 0; i < size; i++) {
            indexes[i] = buffer.getInt();
        }
        for (int i = 0; i < size; i++) {
            weights[i] = buffer.getFloat();
        }
        return Terms.of(indexes, weights);
    }

    private static byte[] bytes(JsonNode base64) {
        return Base64.getDecoder().decode(base64.asString());
    }
}
