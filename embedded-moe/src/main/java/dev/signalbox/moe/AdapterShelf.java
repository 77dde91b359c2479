package dev.signalbox.moe;

import dev.signalbox.moe.adapter.AdapterBase;
import dev.signalbox.moe.adapter.AdapterFile;
import dev.signalbox.moe.adapter.AdapterPool;
import dev.signalbox.moe.adapter.AdapterTally;
import dev.signalbox.moe.adapter.Adapters;
import dev.signalbox.moe.gguf.GgufModel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Where the adapters of all models are found, and how much room those in memory have. */
final class AdapterShelf {

    private final Path folder;
    private final long bytes;
    private final AdapterTally tally = new AdapterTally();

    /**
     * @param folder for extracted adapters, private to this installation
     * @param bytes that the adapters of one model may take in memory beside it
     */
    AdapterShelf(Path folder, long bytes) {
        this.folder = folder;
        this.bytes = bytes;
    }

    /** What an expert has on its model, which may not be here yet: it is not held against it by this. */
    List<Adapters.Part> parts(List<AdapterConfig> configured) throws IOException {
        var parts = new ArrayList<Adapters.Part>();
        for (var each : configured) {
            var path = Bundle.ADAPTERS.locate(each.file(), folder, "adapters.file");
            parts.add(new Adapters.Part(AdapterFile.read(path), (float) each.scale()));
        }
        long all = new Adapters(parts).bytes();
        if (all > bytes) {
            throw new IllegalArgumentException("adapters: " + all + " bytes, expected at most " + bytes
                    + ", as signalbox.local.adapter-memory allows for a model");
        }
        return parts;
    }

    /** Throws what is wrong with an adapter, or that it is not of this model. */
    void check(List<AdapterConfig> configured, GgufModel model) throws IOException {
        if (configured.isEmpty()) {
            return;
        }
        var base = AdapterBase.of(model);
        for (var part : parts(configured)) {
            AdapterFile.check(part.file().path(), base);
        }
    }

    AdapterPool pool(AdapterPool.Loader loader) {
        return new AdapterPool(loader, bytes, tally);
    }

    /** Bytes that the adapters of one model may take. */
    long room() {
        return bytes;
    }

    /** For what is counted elsewhere. */
    AdapterTally tally() {
        return tally;
    }

    AdapterTally.Counts counts() {
        return tally.counts();
    }
}
