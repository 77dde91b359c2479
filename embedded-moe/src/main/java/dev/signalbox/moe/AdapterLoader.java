package dev.signalbox.moe;

import dev.signalbox.moe.adapter.AdapterBase;
import dev.signalbox.moe.adapter.AdapterFile;
import dev.signalbox.moe.adapter.AdapterPool;
import dev.signalbox.moe.gguf.GgufModel;
import dev.signalbox.moe.gguf.MalformedGgufException;
import dev.signalbox.moe.llama.LlamaAdapter;
import dev.signalbox.moe.llama.LlamaModel;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Loads the adapters of one model, each time checked against it. Used by one thread at a time. */
final class AdapterLoader implements AdapterPool.Loader {

    private final LlamaModel model;
    private final Path file;
    private @Nullable AdapterBase base;

    /** @param file of the model */
    AdapterLoader(LlamaModel model, Path file) {
        this.model = model;
        this.file = file;
    }

    @Override
    public LlamaAdapter load(AdapterFile adapter) throws IOException {
        var now = AdapterFile.check(adapter.path(), base());
        if (now.bytes() != adapter.bytes()) {
            throw new MalformedGgufException(
                    adapter.path(), now.bytes() + " bytes of weights, expected " + adapter.bytes() + " as before");
        }
        return model.adapter(adapter.path());
    }

    private AdapterBase base() throws IOException {
        var known = base;
        if (known == null) {
            known = AdapterBase.of(GgufModel.read(file));
            base = known;
        }
        return known;
    }
}
