package dev.signalbox.gateway;

import static java.util.stream.Collectors.joining;

import dev.signalbox.experts.Caller;
import dev.signalbox.experts.Payload;
import dev.signalbox.experts.Query;
import dev.signalbox.policy.BatchTerms;
import dev.signalbox.policy.Catalogue;
import dev.signalbox.yaml.ConfigException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Turns a body that asks for routes into queries: a chat request as it is, or {@code requests}, a list of such, with
 * {@code batch}, the terms by which they are decided together.
 */
final class RouteDecoder {

    private static final String REQUESTS = "requests";
    private static final String BATCH = "batch";
    private static final String REQUEST = "a chat request";

    /** What some batch gates take a second for. */
    static final int MOST = 1000;

    private final ChatDecoder chats;
    private final Catalogue catalogue;

    RouteDecoder(ChatDecoder chats, Catalogue catalogue) {
        this.chats = chats;
        this.catalogue = catalogue;
    }

    /** What a body asks for. */
    sealed interface Asked {}

    record One(Query query) implements Asked {}

    /**
     * @param queries at least one; with terms they name the same model
     * @param terms none when each is decided alone
     */
    record Many(List<Query> queries, Optional<BatchTerms> terms) implements Asked {}

    Asked decode(byte[] body, Caller caller) throws RejectedRequestException {
        var json = Utf8.checked(body);
        return JsonCursor.read(json, RouteDecoder::isMany)
                ? JsonCursor.read(json, cursor -> many(json, cursor, caller))
                : new One(chats.decode(json, caller).query());
    }

    /** The terms are at fault, in the fields that the problems name. */
    static RejectedRequestException wrongTerms(ConfigException e) {
        var message = e.problems().stream()
                .map(problem -> path(problem) + ": " + problem.found()
                        + (problem.expected().isEmpty() ? "" : ", expected " + problem.expected()))
                .collect(joining("; "));
        return new RejectedRequestException(ApiError.field(path(e.problems().getFirst()), message, "invalid_value"));
    }

    static RejectedRequestException tooMany(String message) {
        return new RejectedRequestException(
                ApiError.field(REQUESTS, REQUESTS + ": " + message, "array_above_max_length"));
    }

    private static String path(ConfigException.Problem problem) {
        var path = problem.place().path();
        return path.isEmpty() ? BATCH : BATCH + "." + path;
    }

    private static boolean isMany(JsonCursor cursor) {
        boolean many = false;
        for (var field = cursor.field(); field != null; field = cursor.field()) {
            many |= field.equals(REQUESTS);
            cursor.skip();
        }
        return many;
    }

    private Many many(byte[] json, JsonCursor cursor, Caller caller) throws RejectedRequestException {
        List<Query> queries = List.of();
        Payload.@Nullable Span terms = null;
        var seen = new HashSet<String>();
        for (var field = cursor.field(); field != null; field = cursor.field()) {
            if (!seen.add(field)) {
                throw cursor.twice(field);
            }
            switch (field) {
                case REQUESTS -> queries = queries(cursor, caller);
                case BATCH -> {
                    if (!cursor.isNull()) {
                        cursor.object("an object with a gate");
                        terms = cursor.whole();
                    }
                }
                default ->
                    throw new RejectedRequestException(ApiError.field(
                            field,
                            field
                                    + ": unknown beside requests, expected requests and batch; the rest stands in each request",
                            "unknown_parameter"));
            }
        }
        if (terms == null) {
            return new Many(queries, Optional.empty());
        }
        requireOneModel(queries);
        return new Many(queries, Optional.of(terms(Arrays.copyOfRange(json, terms.start(), terms.end()))));
    }

    private List<Query> queries(JsonCursor cursor, Caller caller) throws RejectedRequestException {
        cursor.array("an array of chat requests");
        var queries = new ArrayList<Query>();
        while (cursor.element()) {
            if (queries.size() == MOST) {
                throw tooMany("more than " + MOST + ", expected at most " + MOST);
            }
            cursor.object(REQUEST);
            queries.add(chats.decodeUnsent(cursor, caller));
        }
        if (queries.isEmpty()) {
            throw cursor.wrong("at least one chat request", "empty_array");
        }
        return queries;
    }

    private static void requireOneModel(List<Query> queries) throws RejectedRequestException {
        var model = queries.getFirst().model();
        for (int i = 1; i < queries.size(); i++) {
            if (!queries.get(i).model().equals(model)) {
                throw RejectedRequestException.field(
                        REQUESTS + "[" + i + "].model",
                        JsonText.quoted(queries.get(i).model()) + ", expected " + JsonText.quoted(model)
                                + " as in the first request: one policy decides a batch");
            }
        }
    }

    private BatchTerms terms(byte[] json) throws RejectedRequestException {
        try {
            return BatchTerms.parse(BATCH, json, catalogue);
        } catch (ConfigException e) {
            throw wrongTerms(e);
        }
    }
}
