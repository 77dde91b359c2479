package dev.signalbox.moe;

import java.io.IOException;
import java.net.URL;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The models that come with Signalbox. */
public final class BundledModels {

    private BundledModels() {}

    /** Their names, sorted; empty in a build without models. */
    public static List<String> names() {
        return Bundle.MODELS.names();
    }

    /** Copies a bundled model to a folder, unless it is there, and says where. */
    public static Path extract(String name, Path folder) throws IOException {
        var model = find(name)
                .orElseThrow(() -> new IllegalArgumentException("model: \"" + name + "\", expected one of " + names()));
        return Extraction.extract(model, folder.resolve(fileName(name)));
    }

    static Optional<URL> find(String name) {
        return Bundle.MODELS.find(name);
    }

    static String fileName(String name) {
        return Bundle.fileName(name);
    }
}
