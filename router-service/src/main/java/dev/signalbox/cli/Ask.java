package dev.signalbox.cli;

import java.net.http.HttpRequest.BodyPublishers;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.node.ObjectNode;

/** The verb that asks a question and says which way it went. */
@Command(name = "ask", description = "Ask a question; print the answer and, under it, the route that it took.")
final class Ask implements Callable<Integer> {

    private static final Map<String, String> TRACE = Map.of("x-signalbox-trace", "1");

    @Mixin
    private Asked asked = new Asked();

    @Option(names = "--no-stream", description = "Print the answer when it is complete.")
    private boolean whole;

    @Option(names = "--explain", description = "Also print how the decision came about.")
    private boolean explain;

    @Mixin
    private Place place = new Place();

    private final Terminal terminal;

    Ask(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        var api = place.api();
        var body = asked.body();
        long begun = System.nanoTime();
        var taken = whole ? askWhole(api, body) : askStreaming(api, body);
        double seconds = (System.nanoTime() - begun) / 1e9;
        var decision = api.post("/v1/route", Chat.unstreamed(body), Map.of()).body();
        terminal.line(taken.describe(decision, seconds));
        if (explain) {
            new Explanation(decision).print(terminal);
        }
        return 0;
    }

    private Taken askWhole(Api api, ObjectNode body) {
        var answer = api.post("/v1/chat/completions", body, TRACE);
        terminal.line(answer.body()
                .path("choices")
                .path(0)
                .path("message")
                .path("content")
                .asString(""));
        return Taken.of(answer.headers());
    }

    private Taken askStreaming(Api api, ObjectNode body) {
        body.put("stream", true).putObject("stream_options").put("include_usage", true);
        var answer = api.stream("/v1/chat/completions", BodyPublishers.ofString(body.toString()), TRACE);
        var stream = new ChatStream();
        try (var lines = answer.body()) {
            lines.forEach(line -> stream.accept(line).ifPresent(terminal::piece));
        }
        terminal.line("");
        stream.requireComplete();
        return Taken.of(answer.headers()).with(stream.trace());
    }
}
