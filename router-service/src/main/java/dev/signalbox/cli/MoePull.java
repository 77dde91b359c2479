package dev.signalbox.cli;

import dev.signalbox.execution.OutboundWeb;
import dev.signalbox.experts.http.OutboundClient;
import dev.signalbox.experts.openai.OpenAiProvider;
import dev.signalbox.moe.LocalProvider;
import dev.signalbox.moe.fetch.Download;
import dev.signalbox.moe.fetch.Downloads;
import dev.signalbox.moe.fetch.ModelUrl;
import dev.signalbox.moe.fetch.Progress;
import dev.signalbox.moe.plan.Bytes;
import dev.signalbox.policy.Catalogue;
import dev.signalbox.policy.RosterFile;
import dev.signalbox.yaml.ConfigException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The verb that downloads a model ahead of the service. */
@Command(
        name = "pull",
        description = {
            "Download the model of a local expert, or of a URL, into the home folder, where the service finds it. Goes on",
            "where an earlier try ended; nothing is kept whose SHA-256 is not the one expected. Needs no running service."
        })
final class MoePull implements Callable<Integer> {

    private static final long LOOK_MILLIS = 100;

    @Parameters(paramLabel = "EXPERT|URL", description = "An expert of the roster with a url, or an http(s) URL.")
    private String what = "";

    @Option(names = "--sha256", paramLabel = "HEX", description = "Of the file behind the URL.")
    private @Nullable String sha256;

    @Mixin
    private Place place = new Place();

    private final Terminal terminal;

    MoePull(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        try (var client = new OutboundClient()) {
            var model = what.contains("://") ? byUrl() : ofExpert(client);
            var models = place.home().folder().resolve("models");
            var web = new OutboundWeb(client);
            var downloads = new Downloads(LocalProvider.downloads(models), web, Downloads.Terms.BRISK);
            try (var download = downloads.start(model)) {
                var file = await(download);
                terminal.line(file + " is here and verified: " + Bytes.text(Files.size(file)));
            }
        }
        return 0;
    }

    private ModelUrl byUrl() {
        if (sha256 == null) {
            throw VerbException.failed("--sha256: missing, expected the SHA-256 of the file behind the URL");
        }
        try {
            return ModelUrl.of(what, sha256);
        } catch (IllegalArgumentException e) {
            throw VerbException.failed(String.valueOf(e.getMessage()));
        }
    }

    private ModelUrl ofExpert(OutboundClient client) throws IOException {
        var file = place.home().folder().resolve("config").resolve("roster.yaml");
        if (!Files.exists(file)) {
            throw VerbException.failed(file + ": no such file; it is there after the first ./signalbox up");
        }
        var entry = read(file, client).entries().stream()
                .filter(each -> each.card().name().equals(what))
                .findFirst()
                .orElseThrow(() -> VerbException.failed(what + ": no expert of " + file + " has this name"));
        return entry.deployments().stream()
                .map(RosterFile.Deployment::config)
                .filter(LocalProvider.Config.class::isInstance)
                .map(LocalProvider.Config.class::cast)
                .flatMap(config -> config.download().stream())
                .findFirst()
                .orElseThrow(() -> VerbException.failed(what + ": this expert's model is not downloaded by url"));
    }

    private static RosterFile read(Path file, OutboundClient client) throws IOException {
        var providers = List.of(
                new OpenAiProvider(client, System::getenv, InstantSource.system()),
                new LocalProvider(file.resolveSibling("models"), new SplittableRandom()));
        try {
            return RosterFile.parse(file.toString(), Files.readAllBytes(file), Catalogue.of(providers));
        } catch (ConfigException e) {
            throw VerbException.failed(String.valueOf(e.getMessage()));
        }
    }

    private Path await(Download download) throws InterruptedException {
        var bar = new ProgressBar(terminal);
        while (true) {
            try {
                var file = download.done().get(LOOK_MILLIS, TimeUnit.MILLISECONDS);
                terminal.clearStatus();
                return file;
            } catch (TimeoutException _) {
                show(bar, download.progress());
            } catch (ExecutionException e) {
                throw VerbException.failed(
                        "Not downloaded: " + download.progress().problem());
            }
        }
    }

    private void show(ProgressBar bar, Progress progress) {
        switch (progress.state()) {
            case DOWNLOADING, VERIFYING -> {
                var phase = progress.state().name().toLowerCase(Locale.ROOT) + ", MiB:";
                bar.show(phase, progress.done() >> 20, progress.total() >> 20);
            }
            case WAITING, DONE, FAILED -> terminal.status(progress.text());
        }
    }
}
