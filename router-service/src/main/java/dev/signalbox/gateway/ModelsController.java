package dev.signalbox.gateway;

import dev.signalbox.pipeline.Pipeline;
import dev.signalbox.pipeline.Pipeline.UnknownModelException;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.InstantSource;
import java.util.Locale;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.core.JsonGenerator;

/** Lists what a request may put into {@code model}. */
@RestController
final class ModelsController {

    private final Pipeline pipeline;
    private final long created;

    ModelsController(Pipeline pipeline, @Qualifier(GatewayConfiguration.CLOCK) InstantSource clock) {
        this.pipeline = pipeline;
        // The OpenAI format asks for a date, which policies and experts lack: that of the start serves.
        this.created = clock.instant().getEpochSecond();
    }

    @GetMapping("/v1/models")
    void list(HttpServletResponse response) throws IOException {
        JsonReply.send(response, 200, JsonText.render(json -> {
            json.writeStartObject();
            json.writeStringProperty("object", "list");
            json.writeArrayPropertyStart("data");
            pipeline.models().forEach(model -> write(json, model));
            json.writeEndArray();
            json.writeEndObject();
        }));
    }

    @GetMapping("/v1/models/{*name}")
    void find(@PathVariable String name, HttpServletResponse response) throws IOException, UnknownModelException {
        var wanted = name.substring(1);
        var model = pipeline.models().stream()
                .filter(one -> one.name().equals(wanted))
                .findFirst()
                .orElseThrow(() -> new UnknownModelException(wanted));
        JsonReply.send(response, 200, JsonText.render(json -> write(json, model)));
    }

    private void write(JsonGenerator json, Pipeline.Model model) {
        json.writeStartObject();
        json.writeStringProperty("id", model.name());
        json.writeStringProperty("object", "model");
        json.writeNumberProperty("created", created);
        json.writeStringProperty("owned_by", "signalbox");
        json.writeStringProperty("description", model.description());
        json.writeStringProperty("kind", model.kind().name().toLowerCase(Locale.ROOT));
        json.writeEndObject();
    }
}
