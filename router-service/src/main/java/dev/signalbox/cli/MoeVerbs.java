package dev.signalbox.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The verbs on local sparse models. */
@Command(name = "moe", synopsisSubcommandLabel = "VERB", description = "Look into local models.")
final class MoeVerbs {

    private final Terminal terminal;

    MoeVerbs(Terminal terminal) {
        this.terminal = terminal;
    }

    CommandLine commandLine() {
        return new CommandLine(this).addSubcommand(new MoeInspect(terminal));
    }
}
