package dev.signalbox.cli;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** The verb that lists what a request may name as its model. */
@Command(name = "models", description = "List the policies and experts that a request may name as its model.")
final class Models implements Callable<Integer> {

    @Mixin
    private Place place = new Place();

    private final Terminal terminal;

    Models(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        var table = new Table(List.of("model", "description"));
        place.api()
                .get("/v1/models")
                .path("data")
                .valueStream()
                .map(model -> List.of(
                        model.path("id").asString("?"),
                        model.path("description").asString("")))
                .forEach(table::row);
        terminal.line(table.text());
        return 0;
    }
}
