package dev.signalbox.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.StringWriter;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.core.io.JsonStringEncoder;
import tools.jackson.core.json.JsonFactory;

/** Writes JSON by hand. Goes through characters, so that half a surrogate pair becomes {@code ?} and no exception. */
final class JsonText {

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
            .build();

    private JsonText() {}

    /** Appends {@code text} as the inside of a JSON string, quotes not included. */
    static void escape(String text, StringBuilder out) {
        JsonStringEncoder.getInstance().quoteAsString(text, out);
    }

    /** {@code text} as a JSON string, or {@code null}. */
    static String quoted(@Nullable String text) {
        if (text == null) {
            return "null";
        }
        var out = new StringBuilder(text.length() + 16).append('"');
        escape(text, out);
        return out.append('"').toString();
    }

    static byte[] render(Consumer<JsonGenerator> content) {
        var out = new StringWriter();
        try (var json = FACTORY.createGenerator(ObjectWriteContext.empty(), out)) {
            content.accept(json);
        }
        return out.toString().getBytes(UTF_8);
    }
}
