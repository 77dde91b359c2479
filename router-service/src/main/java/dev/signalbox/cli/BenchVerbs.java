package dev.signalbox.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The verbs that measure. */
@Command(name = "bench", synopsisSubcommandLabel = "WHAT", description = "Measure this build on this machine.")
final class BenchVerbs {

    private final Terminal terminal;
    private final App app;

    BenchVerbs(Terminal terminal, App app) {
        this.terminal = terminal;
        this.app = app;
    }

    CommandLine commandLine() {
        return new CommandLine(this)
                .addSubcommand(new BenchGateway(terminal, app))
                .addSubcommand(new BenchDecision(terminal, app))
                .addSubcommand(new BenchExperts(terminal))
                .addSubcommand(new BenchMoe(terminal, app));
    }
}
