package dev.signalbox.cli;

import dev.signalbox.moe.BundledModels;
import dev.signalbox.moe.LocalProvider;
import dev.signalbox.moe.fetch.Downloads;
import dev.signalbox.yaml.ConfigException;
import dev.signalbox.yaml.Yaml;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** Finds a model's file by what a person calls it. */
final class ModelPlace {

    private static final String PROVIDER = "local";
    private final Home home;

    ModelPlace(Home home) {
        this.home = home;
    }

    /** By a path, a bundled model's name, or the name of an expert in the roster. */
    Path find(String name) throws IOException {
        return file(name).or(() -> expert(name).flatMap(this::file)).orElseThrow(() -> unknown(name));
    }

    private VerbException unknown(String name) {
        return VerbException.failed("\"" + name + "\": no such file, bundled model (" + String.join(", ", bundled())
                + ") or local expert of the roster (" + String.join(", ", experts()) + ")");
    }

    private Optional<Path> file(String model) {
        if (BundledModels.names().contains(model)) {
            return Optional.of(extracted(model));
        }
        var path = Path.of(model);
        return Files.isRegularFile(path) ? Optional.of(path) : Optional.empty();
    }

    private Path extracted(String model) {
        try {
            return BundledModels.extract(model, home.folder().resolve("models"));
        } catch (IOException e) {
            throw VerbException.failed("Cannot copy the bundled model " + model + ": " + e.getMessage());
        }
    }

    private static List<String> bundled() {
        return BundledModels.names();
    }

    private List<String> experts() {
        return entries()
                .filter(expert -> model(expert).isPresent())
                .flatMap(expert -> text(expert, "name").stream())
                .toList();
    }

    private Optional<String> expert(String name) {
        return entries()
                .filter(expert -> text(expert, "name").equals(Optional.of(name)))
                .flatMap(expert -> model(expert).stream())
                .findFirst();
    }

    private Stream<Yaml.Mapping> entries() {
        try {
            var roster = Yaml.parse("roster.yaml", roster());
            return roster instanceof Yaml.Mapping mapping
                    ? mapping.find("experts").stream().flatMap(entry -> mappings(entry.value()).stream())
                    : Stream.empty();
        } catch (ConfigException e) {
            throw VerbException.failed(String.valueOf(e.getMessage()));
        }
    }

    /** The installed one, or before the first start the one that would be. */
    private byte[] roster() {
        try {
            var installed = home.folder().resolve("config").resolve("roster.yaml");
            if (Files.exists(installed)) {
                return Files.readAllBytes(installed);
            }
            try (var shipped = ModelPlace.class.getResourceAsStream("/defaults/roster.yaml")) {
                return shipped == null ? new byte[0] : shipped.readAllBytes();
            }
        } catch (IOException e) {
            throw VerbException.failed("Cannot read the roster: " + e.getMessage());
        }
    }

    private static List<Yaml.Mapping> mappings(Yaml value) {
        var mappings = new ArrayList<Yaml.Mapping>();
        if (value instanceof Yaml.Sequence sequence) {
            for (var item : sequence.items()) {
                if (item instanceof Yaml.Mapping mapping) {
                    mappings.add(mapping);
                }
            }
        }
        return mappings;
    }

    /** What its provider is told, in the entry itself or in its first deployment that is local. */
    private Optional<String> model(Yaml.Mapping expert) {
        var deployments =
                expert.find("deployments").map(entry -> mappings(entry.value())).orElse(List.of());
        return Stream.concat(Stream.of(expert), deployments.stream())
                .flatMap(each -> each.find(PROVIDER).stream())
                .flatMap(local ->
                        local.value() instanceof Yaml.Mapping options ? file(options) : scalar(local.value()).stream())
                .findFirst();
    }

    private Stream<String> file(Yaml.Mapping options) {
        return Stream.of(
                        text(options, "model"),
                        text(options, "file"),
                        text(options, "sha256").map(sum -> downloaded(sum).toString()))
                .flatMap(Optional::stream);
    }

    private Path downloaded(String sum) {
        var hash = sum.strip().toLowerCase(Locale.ROOT);
        var downloads = LocalProvider.downloads(home.folder().toAbsolutePath().resolve("models"));
        return Downloads.find(downloads, hash).orElse(downloads.resolve(hash));
    }

    private static Optional<String> text(Yaml.Mapping mapping, String key) {
        return mapping.find(key).flatMap(entry -> scalar(entry.value()));
    }

    private static Optional<String> scalar(Yaml value) {
        return value instanceof Yaml.Scalar scalar ? Optional.of(scalar.text()) : Optional.empty();
    }
}
