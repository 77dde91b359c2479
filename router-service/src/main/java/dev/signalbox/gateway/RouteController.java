package dev.signalbox.gateway;

import dev.signalbox.experts.Cancellation;
import dev.signalbox.experts.Query;
import dev.signalbox.pipeline.Decided;
import dev.signalbox.pipeline.Pipeline;
import dev.signalbox.pipeline.Pipeline.UnknownModelException;
import dev.signalbox.policy.BatchTerms;
import dev.signalbox.policy.Decision;
import dev.signalbox.yaml.ConfigException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Decides and explains, and runs nothing: for one request, or for several of one caller, each alone or as a batch. Where the
 * policy's scorer asks experts, they are asked only on {@code ?consult=true}, because that costs; it is billed.
 */
@RestController
final class RouteController {

    private static final String CONSULT = "consult";

    private final BodyReader bodies;
    private final RouteDecoder decoder;
    private final Pipeline pipeline;
    private final ClientWatch clients;

    RouteController(BodyReader bodies, RouteDecoder decoder, Pipeline pipeline, ClientWatch clients) {
        this.bodies = bodies;
        this.decoder = decoder;
        this.pipeline = pipeline;
        this.clients = clients;
    }

    @PostMapping("/v1/route")
    void route(HttpServletRequest request, HttpServletResponse response)
            throws IOException, RejectedRequestException, UnknownModelException {
        boolean consult = consult(request);
        switch (decoder.decode(bodies.read(request, response), KeyFilter.caller(request))) {
            case RouteDecoder.One(Query query) -> {
                var decided = consult ? rehearse(query) : new Decided(pipeline.decide(query));
                var decision = decided.decision();
                ReplyHeaders.rehearsed(response, decided);
                JsonReply.send(response, 200, explained(decision, KeyFilter.isOperator(request)));
            }
            case RouteDecoder.Many(List<Query> queries, Optional<BatchTerms> terms) -> {
                if (consult) {
                    throw RejectedRequestException.field(CONSULT, "true, expected it with a single request alone");
                }
                var decisions = terms.isPresent() ? together(queries, terms.get()) : alone(queries);
                JsonReply.send(response, 200, DecisionJson.of(decisions, terms.map(BatchTerms::gate)));
            }
        }
    }

    private byte[] explained(Decision decision, boolean operator) {
        return DecisionJson.of(decision, pipeline.reasons(decision), pipeline.flips(decision), operator);
    }

    /** From the query string alone: to ask for parameters would read a body that claims to be a form. */
    private static boolean consult(HttpServletRequest request) throws RejectedRequestException {
        var wanted = Arrays.stream(
                        Objects.requireNonNullElse(request.getQueryString(), "").split("&", -1))
                .filter(part -> part.startsWith(CONSULT + "="))
                .map(part -> part.substring(CONSULT.length() + 1))
                .findFirst()
                .orElse("false");
        return switch (wanted) {
            case "true" -> true;
            case "false" -> false;
            default ->
                throw RejectedRequestException.field(CONSULT, JsonText.quoted(wanted) + ", expected true or false");
        };
    }

    private Decided rehearse(Query query) throws UnknownModelException {
        var cancellation = new Cancellation();
        try (var _ = clients.watch(cancellation)) {
            return pipeline.rehearse(query, cancellation);
        }
    }

    /** What is told of each expert looked at, for each request, has to fit one reply. */
    private List<Decision> alone(List<Query> queries) throws RejectedRequestException, UnknownModelException {
        var decisions = new ArrayList<Decision>();
        int pairs = 0;
        for (var query : queries) {
            var decision = pipeline.decide(query);
            pairs += decision.candidates().size() + decision.denials().size();
            if (pairs > BatchTerms.MOST_PAIRS) {
                throw RouteDecoder.tooMany(queries.size() + " for so many experts, expected at most " + decisions.size()
                        + " of these: more pairs of a request and an expert than " + BatchTerms.MOST_PAIRS);
            }
            decisions.add(decision);
        }
        return decisions;
    }

    private List<Decision> together(List<Query> queries, BatchTerms terms)
            throws RejectedRequestException, UnknownModelException {
        try {
            return pipeline.decide(queries, terms);
        } catch (ConfigException e) {
            throw RouteDecoder.wrongTerms(e);
        }
    }
}
