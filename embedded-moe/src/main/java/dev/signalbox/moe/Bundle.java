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

/**
 * GGUF files that come with Signalbox, as class-path resources {@code /FOLDER/NAME.gguf}.
 *
 * @param folder with the slash that ends it
 */
record Bundle(String folder) {

    static final Bundle MODELS = new Bundle("models/");
    static final Bundle ADAPTERS = new Bundle("adapters/");

    private static final String SUFFIX = ".gguf";

    /** Their names, sorted; empty in a build without any. */
    List<String> names() {
        var place = Bundle.class.getResource("/" + folder);
        if (place == null) {
            return List.of();
        }
        try {
            return files(place)
                    .filter(name -> name.endsWith(SUFFIX))
                    .map(name -> name.substring(0, name.length() - SUFFIX.length()))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("the " + folder + " on the class path cannot be listed", e);
        }
    }

    static String fileName(String name) {
        return name + SUFFIX;
    }

    /**
     * The file of that name, else the file at that path.
     *
     * @param extracted where bundled files are copied to
     * @param key of the roster under which the name stands
     */
    Path locate(String name, Path extracted, String key) throws IOException {
        var bundled = find(name);
        if (bundled.isPresent()) {
            return Extraction.extract(bundled.get(), extracted.resolve(fileName(name)));
        }
        if (!name.endsWith(SUFFIX)) {
            throw new IllegalArgumentException(
                    key + ": \"" + name + "\", expected one of " + names() + " or the path of a .gguf file");
        }
        return path(name, key);
    }

    /** The file at that path, by its own name even where it is a link: parts of a model are found by their names. */
    static Path path(String name, String key) throws IOException {
        var path = Path.of(name).toAbsolutePath().normalize();
        if (!Files.isRegularFile(path)) {
            throw new IllegalArgumentException(key + ": no file " + path);
        }
        return path.resolveSibling("").toRealPath().resolve(String.valueOf(path.getFileName()));
    }

    Optional<URL> find(String name) {
        return names().contains(name)
                ? Optional.ofNullable(Bundle.class.getResource("/" + folder + name + SUFFIX))
                : Optional.empty();
    }

    /** The names of the files in a class-path folder, which lies in a jar, or in a directory while developing. */
    private Stream<String> files(URL place) throws IOException {
        var connection = place.openConnection();
        if (!(connection instanceof JarURLConnection jar)) {
            try (var files = Files.list(Path.of(URI.create(place.toString())))) {
                return files.map(file -> String.valueOf(file.getFileName())).toList().stream();
            }
        }
        jar.setUseCaches(false);
        try (var file = jar.getJarFile()) {
            return file.stream()
                    .map(entry -> entry.getName())
                    .filter(name -> name.startsWith(folder))
                    .map(name -> name.substring(folder.length()))
                    .toList()
                    .stream();
        }
    }
}
