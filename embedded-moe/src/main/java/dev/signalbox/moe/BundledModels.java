package dev.signalbox.moe;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.JarURLConnection;
import java.net.URI;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The models that come with Signalbox, as class-path resources {@code /models/NAME.gguf}. */
public final class BundledModels {

    private static final String FOLDER = "models/";
    private static final String SUFFIX = ".gguf";

    private BundledModels() {}

    /** Their names, sorted; empty in a build without models. */
    public static List<String> names() {
        var folder = BundledModels.class.getResource("/" + FOLDER);
        if (folder == null) {
            return List.of();
        }
        try {
            return files(folder)
                    .filter(name -> name.endsWith(SUFFIX))
                    .map(name -> name.substring(0, name.length() - SUFFIX.length()))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("the models on the class path cannot be listed", e);
        }
    }

    /** Copies a bundled model to a folder, unless it is there, and says where. */
    public static Path extract(String name, Path folder) throws IOException {
        var model = find(name)
                .orElseThrow(() -> new IllegalArgumentException("model: \"" + name + "\", expected one of " + names()));
        return Extraction.extract(model, folder.resolve(fileName(name)));
    }

    static Optional<URL> find(String name) {
        return names().contains(name)
                ? Optional.ofNullable(BundledModels.class.getResource("/" + FOLDER + name + SUFFIX))
                : Optional.empty();
    }

    static String fileName(String name) {
        return name + SUFFIX;
    }

    /** The names of the files in a class-path folder, which lies in a jar, or in a directory while developing. */
    private static Stream<String> files(URL folder) throws IOException {
        var connection = folder.openConnection();
        if (!(connection instanceof JarURLConnection jar)) {
            try (var files = Files.list(Path.of(URI.create(folder.toString())))) {
                return files.map(file -> String.valueOf(file.getFileName())).toList().stream();
            }
        }
        jar.setUseCaches(false);
        try (var file = jar.getJarFile()) {
            return file.stream()
                    .map(entry -> entry.getName())
                    .filter(name -> name.startsWith(FOLDER))
                    .map(name -> name.substring(FOLDER.length()))
                    .toList()
                    .stream();
        }
    }
}
