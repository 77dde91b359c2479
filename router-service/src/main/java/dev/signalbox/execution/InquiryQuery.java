package dev.signalbox.execution;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.signalbox.experts.Ability;
import dev.signalbox.experts.ExpertCard;
import dev.signalbox.experts.Payload;
import dev.signalbox.experts.Query;
import dev.signalbox.experts.Settings;
import dev.signalbox.policy.Consultation;
import dev.signalbox.score.Inquiry;
import java.util.List;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.MissingNode;
import tools.jackson.databind.node.ObjectNode;

/** An inquiry as a query that an expert can be sent. */
final class InquiryQuery {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String MODEL = "\"auto\"";
    private static final String HEAD = "{\"model\":";
    /** As many as every provider gives. */
    private static final int ALTERNATIVES = 5;

    private InquiryQuery() {}

    /**
     * @param adviser who is asked: what it cannot do is not asked of it
     * @param query that the inquiry is about; its caller asks, its images may go along
     */
    static Query of(Inquiry inquiry, ExpertCard adviser, Query query) {
        boolean images = Consultation.showsImages(inquiry, adviser);
        var settings = new Settings(
                false,
                inquiry.maxTokens(),
                null,
                new Settings.Sampling(0.0, null, null),
                List.of(),
                images ? Set.of(Ability.VISION) : Set.of());
        var fields = body(inquiry, adviser, images ? images(query) : List.of());
        var rest = JSON.writeValueAsString(fields).substring(1);
        var span = new Payload.Span(HEAD.length(), HEAD.length() + MODEL.length());
        var payload = Payload.of((HEAD + MODEL + ',' + rest).getBytes(UTF_8), span, Payload.Edit.NONE);
        return new Query(query.id(), "auto", inquiry.turns(), settings, query.caller(), payload);
    }

    /** All but the model's name. */
    private static ObjectNode body(Inquiry inquiry, ExpertCard adviser, List<JsonNode> images) {
        var body = JSON.createObjectNode();
        var messages = body.putArray("messages");
        messages.addObject()
                .put("role", "system")
                .put("content", inquiry.wording().instructions());
        var asked = messages.addObject().put("role", "user");
        if (images.isEmpty()) {
            asked.put("content", inquiry.wording().material());
        } else {
            var parts = asked.putArray("content");
            parts.addObject().put("type", "text").put("text", inquiry.wording().material());
            images.forEach(parts::add);
        }
        // Those who think take the newer name, count their thoughts in, and refuse a temperature.
        if (adviser.abilities().contains(Ability.REASONING)) {
            body.put("max_completion_tokens", inquiry.maxTokens());
        } else {
            body.put("max_tokens", inquiry.maxTokens()).put("temperature", 0);
        }
        if (inquiry.form() == Inquiry.Form.JSON && adviser.abilities().contains(Ability.JSON)) {
            body.putObject("response_format").put("type", "json_object");
        }
        if (inquiry.form() == Inquiry.Form.LIKELIHOODS && adviser.abilities().contains(Ability.LOGPROBS)) {
            body.put("logprobs", true).put("top_logprobs", ALTERNATIVES);
        }
        return body;
    }

    /** The parts of the last user message that are images, as they came. */
    private static List<JsonNode> images(Query query) {
        return json(query.payload().sentTo(MODEL, false))
                .path("messages")
                .valueStream()
                .filter(message -> message.path("role").asString("").equals("user"))
                .reduce((_, later) -> later)
                .stream()
                .flatMap(message -> message.path("content").valueStream())
                .filter(part -> part.path("type").asString("").equals("image_url"))
                .toList();
    }

    private static JsonNode json(byte[] body) {
        try {
            return JSON.readTree(body);
        } catch (JacksonException _) {
            // One of several requests, whose bytes are not kept.
            return MissingNode.getInstance();
        }
    }
}
