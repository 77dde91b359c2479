package dev.signalbox.cli;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The verb that stops the service. */
@Command(name = "down", description = "Stop the service cleanly, and a database server that it may have left behind.")
final class Down implements Callable<Integer> {

    @Mixin
    private Place place = new Place();

    @Option(
            names = "--wait",
            paramLabel = "SECONDS",
            defaultValue = "30",
            description = "How long it may take to finish its work (default: 30).")
    private int patience = 30;

    private final Terminal terminal;

    Down(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        var home = place.home();
        var process = Running.read(home).flatMap(Running::process);
        process.ifPresentOrElse(this::stop, () -> terminal.line("No Signalbox runs from " + home.folder() + "."));
        DatabaseServer.find(home).ifPresent(this::stopLeftBehind);
        Running.forget(home);
        return 0;
    }

    private void stop(ProcessHandle process) {
        terminal.status("stopping");
        process.destroy();
        if (ends(process, Duration.ofSeconds(patience))) {
            terminal.line("Signalbox has stopped.");
            return;
        }
        terminal.error("Signalbox did not stop within " + patience + " s and is killed; the next start recovers.");
        process.destroyForcibly();
        ends(process, Duration.ofSeconds(5));
    }

    private void stopLeftBehind(DatabaseServer server) {
        server.stop();
        if (ends(server.process(), Duration.ofSeconds(15))) {
            terminal.line("Stopped the database server that it left behind (pid "
                    + server.process().pid() + ").");
        } else {
            throw VerbException.failed(
                    "The database server, pid " + server.process().pid() + ", does not stop");
        }
    }

    static boolean ends(ProcessHandle process, Duration patience) {
        process.onExit()
                .completeOnTimeout(process, patience.toMillis(), TimeUnit.MILLISECONDS)
                .join();
        return !process.isAlive();
    }
}
