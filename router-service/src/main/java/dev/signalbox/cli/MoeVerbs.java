package dev.signalbox.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The verbs on local models. */
@Command(name = "moe", synopsisSubcommandLabel = "VERB", description = "Fetch local models and look into them.")
final class MoeVerbs {

    private final Terminal terminal;

    MoeVerbs(Terminal terminal) {
        this.terminal = terminal;
    }

    CommandLine commandLine() {
        return new CommandLine(this).addSubcommand(new MoePull(terminal)).addSubcommand(new MoeInspect(terminal));
    }
}
