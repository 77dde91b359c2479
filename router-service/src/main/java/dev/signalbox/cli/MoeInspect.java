package dev.signalbox.cli;

import dev.signalbox.moe.fetch.Sha256;
import dev.signalbox.moe.gguf.GgufModel;
import dev.signalbox.moe.gguf.MalformedGgufException;
import dev.signalbox.moe.gguf.PlainText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The verb that tells what a model file holds, from its header alone. */
@Command(
        name = "inspect",
        description = {
            "Print what a GGUF model is: architecture, experts and active parameters, what takes the memory, context,",
            "tokenizer, template, origin and SHA-256. Loads no weights and needs no running service."
        })
final class MoeInspect implements Callable<Integer> {

    private static final long LARGE = 256L << 20;

    @Parameters(
            paramLabel = "MODEL",
            description =
                    "A bundled model's name, a roster expert's, or the path of a .gguf file (of a split model, any).")
    private String name = "";

    @Option(names = "--tensors", description = "List every tensor too.")
    private boolean tensors;

    @Option(names = "--metadata", description = "List all metadata too.")
    private boolean metadata;

    @Option(names = "--template", description = "Print the chat template whole, and nothing else.")
    private boolean template;

    @Option(names = "--no-hash", description = "Skip the SHA-256, which reads the whole file.")
    private boolean noHash;

    @Option(names = "--json", description = "Print all of it as JSON.")
    private boolean json;

    @Mixin
    private PlanOptions plan = new PlanOptions();

    @Mixin
    private Place place = new Place();

    private final Terminal terminal;

    MoeInspect(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        try {
            inspect(GgufModel.read(new ModelPlace(place.home()).find(name)));
            return 0;
        } catch (MalformedGgufException e) {
            throw VerbException.failed(String.valueOf(e.getMessage()));
        } catch (IOException e) {
            throw VerbException.failed("Cannot read " + name + ": " + e.getMessage());
        }
    }

    private void inspect(GgufModel model) throws IOException {
        if (plan.wanted()) {
            terminal.line(
                    plan.sheet(model, place.home().folder().toAbsolutePath().resolve("models")));
            return;
        }
        if (template) {
            terminal.line(model.header()
                    .text(ModelSheet.TEMPLATE)
                    .map(PlainText::lines)
                    .orElseThrow(() -> VerbException.failed(model.file() + ": no chat template")));
            return;
        }
        var sheet = new ModelSheet(model, hashes(model));
        if (json) {
            terminal.line(new ModelJson(model, sheet).tree().toPrettyString());
            return;
        }
        terminal.line(sheet.text());
        if (tensors) {
            terminal.line("\n" + sheet.tensors());
        }
        if (metadata) {
            terminal.line("\n" + sheet.metadata());
        }
    }

    private Map<Path, String> hashes(GgufModel model) throws IOException {
        var hashes = new LinkedHashMap<Path, String>();
        if (noHash) {
            return hashes;
        }
        var bar = new ProgressBar(terminal);
        for (var part : model.parts()) {
            long all = Files.size(part.file());
            hashes.put(part.file(), Sha256.of(part.file(), done -> {
                if (all >= LARGE) {
                    bar.show("hashing " + part.file().getFileName() + ", MiB", done >> 20, all >> 20);
                }
            }));
        }
        terminal.clearStatus();
        return hashes;
    }
}
