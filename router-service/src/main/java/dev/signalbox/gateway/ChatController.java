package dev.signalbox.gateway;

import dev.signalbox.experts.Cancellation;
import dev.signalbox.pipeline.Pipeline;
import dev.signalbox.pipeline.Pipeline.UnknownModelException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.InstantSource;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Answers chat completions. A streaming caller that sends {@code x-signalbox-trace: 1} gets cost and attempts as a
 * comment before the end, since they are not known yet when the headers go out.
 */
@RestController
final class ChatController {

    private final BodyReader bodies;
    private final ChatDecoder decoder;
    private final Steerings steerings;
    private final Pipeline pipeline;
    private final ClientWatch clients;
    private final InstantSource clock;

    ChatController(
            BodyReader bodies,
            ChatDecoder decoder,
            Steerings steerings,
            Pipeline pipeline,
            ClientWatch clients,
            @Qualifier(GatewayConfiguration.CLOCK) InstantSource clock) {
        this.bodies = bodies;
        this.decoder = decoder;
        this.steerings = steerings;
        this.pipeline = pipeline;
        this.clients = clients;
        this.clock = clock;
    }

    @PostMapping("/v1/chat/completions")
    void complete(HttpServletRequest request, HttpServletResponse response)
            throws IOException, RejectedRequestException, UnknownModelException {
        var chat = decoder.decode(bodies.read(request, response), KeyFilter.caller(request));
        var query = steerings.of(chat.query(), request);
        var cancellation = new Cancellation();
        try (var _ = clients.watch(cancellation)) {
            var decided = pipeline.consult(query, cancellation);
            ReplyHeaders.decided(response, decided);
            try (var reply = reply(chat, request, response, cancellation)) {
                reply.finish(pipeline.run(query, decided, reply.sink(), cancellation));
            }
        }
    }

    private ChatReply reply(
            ChatRequest chat, HttpServletRequest request, HttpServletResponse response, Cancellation cancellation) {
        var completion = Completion.of(chat.query().id(), clock.instant().getEpochSecond());
        if (!chat.query().settings().stream()) {
            return new WholeReply(response, completion);
        }
        boolean trace = "1".equals(request.getHeader("x-signalbox-trace"));
        return new StreamedReply(
                response, completion, new StreamedReply.Extras(chat.usageWanted(), trace), cancellation);
    }
}
