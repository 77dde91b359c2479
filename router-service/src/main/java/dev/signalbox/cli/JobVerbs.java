package dev.signalbox.cli;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** The verbs on long work that the service does. */
@Command(name = "jobs", synopsisSubcommandLabel = "VERB", description = "List, watch and cancel trainings.")
final class JobVerbs {

    private static final String JOBS = "/admin/jobs";
    private final Terminal terminal;

    JobVerbs(Terminal terminal) {
        this.terminal = terminal;
    }

    CommandLine commandLine() {
        return new CommandLine(this)
                .addSubcommand(new Show(terminal))
                .addSubcommand(new Follow(terminal))
                .addSubcommand(new Cancel(terminal));
    }

    @Command(name = "list", description = "List the latest jobs.")
    static final class Show implements Callable<Integer> {

        @Mixin
        private Place place = new Place();

        private final Terminal terminal;

        Show(Terminal terminal) {
            this.terminal = terminal;
        }

        @Override
        public Integer call() {
            var table = new Table(List.of("id", "kind", "policy", "state", "progress", "created", "failure"));
            table.rows(place.api().get(JOBS).path("data"), Show::row);
            terminal.line(table.text());
            return 0;
        }

        private static List<String> row(JsonNode job) {
            var progress = job.path("phase").asString("") + " "
                    + job.path("done").asInt() + "/" + job.path("of").asInt();
            return List.of(
                    job.path("id").asString(""),
                    job.path("kind").asString(""),
                    job.path("policy").asString(""),
                    job.path("state").asString(""),
                    progress.strip(),
                    job.path("created").asString(""),
                    job.path("failure").asString(""));
        }
    }

    @Command(name = "follow", description = "Watch a job to its end; Ctrl-C leaves it running.")
    static final class Follow implements Callable<Integer> {

        @Parameters(paramLabel = "ID", description = "Of the job, as jobs list shows it.")
        private String id = "";

        @Mixin
        private Place place = new Place();

        private final Terminal terminal;

        Follow(Terminal terminal) {
            this.terminal = terminal;
        }

        @Override
        public Integer call() {
            terminal.line(JobProgress.verdict(new JobProgress(terminal).follow(place.api(), id)));
            return 0;
        }
    }

    @Command(name = "cancel", description = "End a job; what was in force stays so.")
    static final class Cancel implements Callable<Integer> {

        @Parameters(paramLabel = "ID", description = "Of the job, as jobs list shows it.")
        private String id = "";

        @Mixin
        private Place place = new Place();

        private final Terminal terminal;

        Cancel(Terminal terminal) {
            this.terminal = terminal;
        }

        @Override
        public Integer call() {
            place.api().delete(JOBS + "/" + id);
            terminal.line("Cancelled " + id + ".");
            return 0;
        }
    }
}
