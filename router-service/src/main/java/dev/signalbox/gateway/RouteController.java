package dev.signalbox.gateway;

import dev.signalbox.experts.Query;
import dev.signalbox.pipeline.Pipeline;
import dev.signalbox.pipeline.Pipeline.UnknownModelException;
import dev.signalbox.policy.BatchTerms;
import dev.signalbox.policy.Decision;
import dev.signalbox.yaml.ConfigException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** Decides and explains, and asks nobody: for one request, or for several of one caller, each alone or as a batch. */
@RestController
final class RouteController {

    private final BodyReader bodies;
    private final RouteDecoder decoder;
    private final Pipeline pipeline;

    RouteController(BodyReader bodies, RouteDecoder decoder, Pipeline pipeline) {
        this.bodies = bodies;
        this.decoder = decoder;
        this.pipeline = pipeline;
    }

    @PostMapping("/v1/route")
    void route(HttpServletRequest request, HttpServletResponse response)
            throws IOException, RejectedRequestException, UnknownModelException {
        switch (decoder.decode(bodies.read(request, response), KeyFilter.caller(request))) {
            case RouteDecoder.One(Query query) -> {
                var decision = pipeline.decide(query);
                ReplyHeaders.decided(response, decision);
                JsonReply.send(response, 200, explained(decision, KeyFilter.isOperator(request)));
            }
            case RouteDecoder.Many(List<Query> queries, Optional<BatchTerms> terms) -> {
                var decisions = terms.isPresent() ? together(queries, terms.get()) : alone(queries);
                JsonReply.send(response, 200, DecisionJson.of(decisions, terms.map(BatchTerms::gate)));
            }
        }
    }

    private byte[] explained(Decision decision, boolean operator) {
        return DecisionJson.of(decision, pipeline.reasons(decision), pipeline.flips(decision), operator);
    }

    private List<Decision> alone(List<Query> queries) throws UnknownModelException {
        var decisions = new ArrayList<Decision>();
        for (var query : queries) {
            decisions.add(pipeline.decide(query));
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
