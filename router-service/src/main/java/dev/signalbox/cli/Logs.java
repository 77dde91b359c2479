package dev.signalbox.cli;

import java.nio.file.Files;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The verb that shows the service's log. */
@Command(name = "logs", description = "Show the end of the service's log.")
final class Logs implements Callable<Integer> {

    private static final long POLL_MILLIS = 300;

    @Option(
            names = {"-f", "--follow"},
            description = "Go on showing what is added, until interrupted.")
    private boolean follow;

    @Option(
            names = {"-n", "--lines"},
            paramLabel = "N",
            defaultValue = "50",
            description = "How many lines (default: 50).")
    private int lines = 50;

    @Mixin
    private Place place = new Place();

    private final Terminal terminal;

    Logs(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws InterruptedException {
        var file = place.home().log();
        if (!Files.exists(file)) {
            throw VerbException.failed("There is no log yet: " + file
                    + ". A service in a container logs to its output: docker compose logs -f");
        }
        new LogTail(file, 0).last(lines).forEach(terminal::line);
        var fresh = new LogTail(file, LogTail.end(file));
        while (follow) {
            Thread.sleep(POLL_MILLIS);
            terminal.piece(fresh.fresh());
        }
        return 0;
    }
}
