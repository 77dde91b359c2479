package dev.signalbox.gateway;

import dev.signalbox.experts.Caller;
import dev.signalbox.telemetry.Recorder;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.InstantSource;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** Takes what a person or a grader thought of a reply. */
@RestController
final class FeedbackController {

    private final BodyReader bodies;
    private final Ids ids;
    private final Recorder recorder;
    private final InstantSource clock;

    FeedbackController(
            BodyReader bodies, Ids ids, Recorder recorder, @Qualifier(GatewayConfiguration.CLOCK) InstantSource clock) {
        this.bodies = bodies;
        this.ids = ids;
        this.recorder = recorder;
        this.clock = clock;
    }

    @PostMapping("/v1/feedback")
    void take(HttpServletRequest request, HttpServletResponse response) throws IOException, RejectedRequestException {
        var body = Utf8.checked(bodies.read(request, response));
        var given = JsonCursor.read(body, cursor -> new FeedbackReader(cursor).read());
        var id = given.id() == null ? ids.next("fb") : given.id();
        recorder.record(feedback(id, given, KeyFilter.caller(request)));
        // Accepted, not done: it is written off the request's path.
        JsonReply.send(response, 202, JsonText.render(json -> {
            json.writeStartObject();
            json.writeStringProperty("object", "feedback");
            json.writeStringProperty("id", id);
            json.writeStringProperty("decision", given.decision());
            json.writeNumberProperty("reward", given.reward());
            json.writeEndObject();
        }));
    }

    private Recorder.Feedback feedback(String id, FeedbackReader.Given given, Caller caller) {
        // Callers choose ids freely; the tenant keeps one's from meeting another's.
        var unique = caller.tenant() + "/" + id;
        return new Recorder.Feedback(
                unique, clock.instant(), caller, given.decision(), given.reward(), given.comment());
    }
}
