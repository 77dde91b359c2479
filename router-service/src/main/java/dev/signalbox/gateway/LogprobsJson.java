package dev.signalbox.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.signalbox.experts.Logprob;
import java.util.List;
import tools.jackson.core.JsonGenerator;

/** How likely an answer's tokens were, as the OpenAI chat dialect tells it. */
final class LogprobsJson {

    private LogprobsJson() {}

    /** The value of {@code logprobs}; {@code null} when nothing is told. */
    static String of(List<Logprob> logprobs) {
        return logprobs.isEmpty() ? "null" : new String(JsonText.render(json -> write(logprobs, json)), UTF_8);
    }

    private static void write(List<Logprob> logprobs, JsonGenerator json) {
        json.writeStartObject();
        json.writeArrayPropertyStart("content");
        for (var each : logprobs) {
            json.writeStartObject();
            write(each.drawn(), json);
            json.writeArrayPropertyStart("top_logprobs");
            for (var likely : each.likeliest()) {
                json.writeStartObject();
                write(likely, json);
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeNullProperty("refusal");
        json.writeEndObject();
    }

    private static void write(Logprob.Chance chance, JsonGenerator json) {
        json.writeStringProperty("token", chance.text());
        json.writeNumberProperty("logprob", chance.logprob());
        json.writeArrayPropertyStart("bytes");
        chance.bytes().forEach(json::writeNumber);
        json.writeEndArray();
    }
}
