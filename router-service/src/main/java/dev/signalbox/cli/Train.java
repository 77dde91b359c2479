package dev.signalbox.cli;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.URLEncoder;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** The verb that has a policy's scorer learn from labelled questions. */
@Command(
        name = "train",
        description = {
            "Run labelled questions through the experts, grade the answers, fit a new scorer snapshot and report how it",
            "does on held-out questions beside every single expert, the random mix and the oracle."
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

    @Mixin
    private Place place = new Place();

    private final Terminal terminal;

    Train(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        var path = "/admin/policies/" + URLEncoder.encode(policy, StandardCharsets.UTF_8) + "/train";
        var answer = place.api().stream(path, questions(), Map.of());
        var bar = new ProgressBar(terminal);
        var last = new JsonNode[] {Api.JSON.missingNode()};
        try (var lines = answer.body()) {
            lines.filter(line -> !line.isBlank()).map(Api::parse).forEach(line -> {
                last[0] = line;
                if (line.has("of")) {
                    bar.show(
                            line.path("phase").asString(""),
                            line.path("done").asLong(),
                            line.path("of").asLong());
                }
            });
        }
        return report(last[0]);
    }

    private BodyPublisher questions() {
        try {
            return file == null ? BodyPublishers.noBody() : BodyPublishers.ofFile(file);
        } catch (FileNotFoundException e) {
            throw VerbException.failed("No such question file: " + e.getMessage());
        }
    }

    private int report(JsonNode last) {
        terminal.clearStatus();
        if (last.has("error")) {
            throw VerbException.failed("Training failed: " + Api.errorMessage(last.toString()));
        }
        if (!last.has("report")) {
            throw VerbException.failed("Training broke off: the connection ended early.");
        }
        terminal.line(last.path("report").asString(""));
        if (export != null) {
            write(export, last.path("content").toString());
        }
        terminal.line("Snapshot " + last.path("snapshot").asString("?") + " is in force for policy " + policy + ".");
        return 0;
    }

    private static void write(Path file, String snapshot) {
        try {
            Files.writeString(file, snapshot + "\n");
        } catch (IOException e) {
            throw VerbException.failed("The snapshot cannot be written to " + file + ": " + e.getMessage());
        }
    }
}
