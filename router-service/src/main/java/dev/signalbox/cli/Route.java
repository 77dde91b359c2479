package dev.signalbox.cli;

import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The verb that decides without running anything, and explains the decision. */
@Command(name = "route", description = "Decide where a question would go, run nothing, and explain the decision.")
final class Route implements Callable<Integer> {

    @Mixin
    private Asked asked = new Asked();

    @Mixin
    private RouteMany many = new RouteMany();

    @Option(
            names = "--consult",
            description =
                    "Ask the experts that the policy's scorer asks; billed. Without it the scorer's stand-in decides.")
    private boolean consult;

    @Option(names = "--json", description = "Print the service's own reply.")
    private boolean json;

    @Mixin
    private Place place = new Place();

    private final Terminal terminal;

    Route(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        if (many.isWanted()) {
            if (consult) {
                throw VerbException.failed("--consult: it goes with one QUESTION, not with --batch");
            }
            return routeMany();
        }
        var body = asked.body();
        var decision = place.api()
                .post(consult ? "/v1/route?consult=true" : "/v1/route", body, Map.of())
                .body();
        if (json) {
            terminal.line(decision.toPrettyString());
        } else {
            new Explanation(decision).print(terminal);
        }
        return 0;
    }

    private int routeMany() {
        var questions = many.read(asked::body);
        var reply = place.api().post("/v1/route", questions.body(), Map.of()).body();
        if (json) {
            terminal.line(reply.toPrettyString());
        } else {
            questions.print(reply, terminal);
        }
        return 0;
    }
}
