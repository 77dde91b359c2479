package dev.signalbox.moe;

import java.util.List;

/** The models that come with Signalbox. */
public final class BundledModels {

    private BundledModels() {}

    /** Their names, sorted; empty in a build without models. */
    public static List<String> names() {
        return Bundle.MODELS.names();
    }
}
