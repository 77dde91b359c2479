package dev.signalbox.cli;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The verb that has a policy's scorer learn from labelled questions. */
@Command(
        name = "train",
        description = {
            "Run labelled questions through the experts, grade the answers, fit a new scorer snapshot and report how it",
            "does on held-out questions beside every single expert, the random mix and the oracle.",
            "",
            "The service works on it as a job. Ctrl-C leaves the job running: ./signalbox jobs follow ID watches it again,",
            "./signalbox jobs cancel ID ends it. A job that is broken off goes on where it stopped."
        })
final class Train implements Callable<Integer> {

    @Parameters(
            arity = "0..1",
            paramLabel = "FILE",
            description = "JSON lines with id, prompt, answer, domain, split (default: the bundled questions).")
    private @Nullable Path file;

    @Option(
            names = "--policy",
            paramLabel = "NAME",
            defaultValue = "auto",
            description = "Which policy learns (default: auto).")
    private String policy = "auto";

    @Option(
            names = "--export",
            paramLabel = "FILE",
            description = "Also write the snapshot there, as JSON that another service can ship.")
    private @Nullable Path export;

    @Option(
            names = "--promote",
            paramLabel = "WHEN",
            defaultValue = "unless-worse",
            description = "When the snapshot takes the place of the one in force, by held-out questions: unless-worse, "
                    + "if-better, always, never (default: unless-worse).")
    private String promote = "unless-worse";

    @Option(
            names = "--live",
            description = "Learn from replies that callers have judged by /v1/feedback; no expert is asked.")
    private boolean live;

    @Option(
            names = "--teacher",
            paramLabel = "POLICY|ID",
            description =
                    "Learn what that policy's scorer, or that snapshot, expects, from prompts alone; what was learned"
                            + " is promoted frozen. The policy that learns names the smaller scorer in its file.")
    private @Nullable String teacher;

    @Option(
            names = "--onboard",
            paramLabel = "EXPERT",
            description = "Teach the snapshot in force this expert alone; what it knows of the others stays as it is.")
    private @Nullable String onboard;

    @Option(
            names = "--labels",
            paramLabel = "N",
            defaultValue = "400",
            description = "Questions that an expert to onboard is asked (default: 400).")
    private int labels = 400;

    @Option(names = "--detach", description = "Print the job's id and leave it running.")
    private boolean detach;

    @Mixin
    private Place place = new Place();

    private final Terminal terminal;

    Train(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        var path = Api.policy(
                policy,
                "/train?promote=" + Api.encoded(promote) + (live ? "&source=live" : "") + value("teacher", teacher)
                        + value("onboard", onboard) + (onboard == null ? "" : "&labels=" + labels));
        var api = place.api();
        var job = api.upload(path, questions()).path("id").asString("");
        if (detach) {
            terminal.line(job);
            return 0;
        }
        terminal.error("Job " + job + "; Ctrl-C leaves it running, ./signalbox jobs cancel " + job + " ends it.");
        var result = new JobProgress(terminal).follow(api, job);
        if (export != null) {
            write(export, result.path("content").toString());
        }
        terminal.line(JobProgress.verdict(result));
        return 0;
    }

    /** Of the query; nothing where it was not given. */
    private static String value(String name, @Nullable String value) {
        return value == null ? "" : "&" + name + "=" + Api.encoded(value);
    }

    private BodyPublisher questions() {
        try {
            return file == null ? BodyPublishers.noBody() : BodyPublishers.ofFile(file);
        } catch (FileNotFoundException e) {
            throw VerbException.failed("No such question file: " + e.getMessage());
        }
    }

    private static void write(Path file, String snapshot) {
        try {
            Files.writeString(file, snapshot + "\n");
        } catch (IOException e) {
            throw VerbException.failed("The snapshot cannot be written to " + file + ": " + e.getMessage());
        }
    }
}
