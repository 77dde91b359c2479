package dev.signalbox.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;

/** The command line's entry: the verbs, their help, and how a failure ends. */
@Command(
        name = "signalbox",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        synopsisSubcommandLabel = "VERB",
        description = {"One endpoint in front of many experts.", ""},
        commandListHeading = "%nVerbs:%n",
        footer = {
            "",
            "Most used:",
            "  ./signalbox up                           start the service and wait until it is ready",
            "  ./signalbox ask \"What is 47 + 385?\"      ask a question; see the answer and its route",
            "  ./signalbox VERB --help                  options of one verb",
            "",
            "Environment: SIGNALBOX_HOME (home folder), SIGNALBOX_PORT, SIGNALBOX_API_KEY (instead of HOME/admin.key),",
            "JAVA_HOME (a JDK 25).",
            "",
            "Exit codes: 0 done, 1 failed, 2 wrong usage, 3 no service is running, 4 the build or the start failed."
        })
public final class Main {

    static void main(String[] args) {
        var terminal = Terminal.standard();
        System.exit(commandLine(terminal, App.current()).execute(args.length == 0 ? new String[] {"--help"} : args));
    }

    static CommandLine commandLine(Terminal terminal, App app) {
        var line = new CommandLine(new Main())
                .addSubcommand(new Up(terminal, app))
                .addSubcommand(new Down(terminal))
                .addSubcommand(new Status(terminal))
                .addSubcommand(new Ask(terminal))
                .addSubcommand(new Route(terminal))
                .addSubcommand(new Models(terminal))
                .addSubcommand(new KeyVerbs(terminal).commandLine())
                .addSubcommand(new Train(terminal))
                .addSubcommand(new JobVerbs(terminal).commandLine())
                .addSubcommand(new SnapshotVerbs(terminal).commandLine())
                .addSubcommand(new Evaluate(terminal, app))
                .addSubcommand(new MoeVerbs(terminal).commandLine())
                .addSubcommand(new BenchVerbs(terminal, app).commandLine())
                .addSubcommand(new PolicyVerbs(terminal).commandLine())
                .addSubcommand(new Replay(terminal))
                .addSubcommand(new Logs(terminal))
                .addSubcommand(new Rehearse(terminal, app));
        line.addSubcommand(new CommandLine.HelpCommand());
        line.setExecutionExceptionHandler((exception, command, _) -> end(exception, command, terminal));
        line.setUsageHelpWidth(110);
        line.setAbbreviatedOptionsAllowed(false);
        line.setCaseInsensitiveEnumValuesAllowed(true);
        addHelp(line);
        return line;
    }

    /** To every verb under {@code line}, and to the verbs under those. */
    private static void addHelp(CommandLine line) {
        line.getSubcommands().values().forEach(verb -> {
            var spec = verb.getCommandSpec();
            spec.mixinStandardHelpOptions(true);
            spec.usageMessage().description(paragraphs(spec.usageMessage().description()));
            addHelp(verb);
        });
    }

    /** A list of verbs shows the first line of what each does, so a paragraph is made one line; help wraps it anyway. */
    private static String[] paragraphs(String... lines) {
        return String.join("\n", lines).replaceAll("(?<!\n)\n(?!\n| )", " ").split("\n", -1);
    }

    private static int end(Exception exception, CommandLine command, Terminal terminal) throws Exception {
        return switch (exception) {
            case VerbException failure -> {
                terminal.error(failure.getMessage());
                yield failure.exitCode();
            }
            case ParameterException usage -> {
                terminal.error(String.valueOf(usage.getMessage()));
                yield command.getCommandSpec().exitCodeOnInvalidInput();
            }
            default -> throw exception;
        };
    }

    static final class Version implements CommandLine.IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {"signalbox " + App.version()};
        }
    }
}
