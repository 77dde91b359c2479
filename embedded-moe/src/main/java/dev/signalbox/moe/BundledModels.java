package dev.signalbox.moe;

import java.net.URL;
import java.util.List;
import java.util.Optional;

/** The models that come with Signalbox. */
public final class BundledModels {

    private BundledModels() {}

    /** Their names, sorted; empty in a build without models. */
    public static List<String> names() {
        return Bundle.MODELS.names();
    }

    static Optional<URL> find(String name) {
        return Bundle.MODELS.find(name);
    }

    static String fileName(String name) {
        return Bundle.fileName(name);
    }
}
