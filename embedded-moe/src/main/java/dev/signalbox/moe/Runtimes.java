package dev.signalbox.moe;

import dev.signalbox.moe.adapter.AdapterPool;
import dev.signalbox.moe.llama.LlamaLibrary;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/** The loaded models, each once however many experts use it; the last one to leave unloads it. */
final class Runtimes {

    private final Path libraryFolder;
    private final long adapterBytes;
    private final Map<LocalRuntime.Shape, Shared> loaded = new HashMap<>();
    private @Nullable LlamaLibrary library;

    /** Of models that were unloaded. */
    private AdapterPool.Counts past = AdapterPool.Counts.NONE;

    /**
     * @param libraryFolder where the native library is copied to, private to this installation
     * @param adapterBytes that the adapters of one model may take in memory together
     */
    Runtimes(Path libraryFolder, long adapterBytes) {
        this.libraryFolder = libraryFolder;
        this.adapterBytes = adapterBytes;
    }

    synchronized Lease lease(LocalRuntime.Shape shape) throws IOException {
        var shared = loaded.get(shape);
        if (shared == null) {
            shared = new Shared(LocalRuntime.open(library(), shape, adapterBytes));
            loaded.put(shape, shared);
        }
        shared.users++;
        return new Lease(shape, shared.runtime);
    }

    synchronized int loaded() {
        return loaded.size();
    }

    synchronized AdapterPool.Counts adapterCounts() {
        return loaded.values().stream()
                .map(shared -> shared.runtime.adapterCounts())
                .reduce(past, AdapterPool.Counts::plus);
    }

    private LlamaLibrary library() throws IOException {
        var known = library;
        if (known == null) {
            known = NativeLibrary.load(libraryFolder);
            library = known;
        }
        return known;
    }

    private synchronized void leave(LocalRuntime.Shape shape) {
        var shared = loaded.get(shape);
        if (shared != null && --shared.users == 0) {
            loaded.remove(shape);
            shared.runtime.close();
            past = past.plus(shared.runtime.adapterCounts());
        }
    }

    private static final class Shared {
        private final ExpertRuntime runtime;
        private int users;

        Shared(ExpertRuntime runtime) {
            this.runtime = runtime;
        }
    }

    /** One expert's use of a runtime; closing it twice is closing it once. */
    final class Lease implements AutoCloseable {
        private final LocalRuntime.Shape shape;
        private final ExpertRuntime runtime;
        private boolean closed;

        private Lease(LocalRuntime.Shape shape, ExpertRuntime runtime) {
            this.shape = shape;
            this.runtime = runtime;
        }

        /** Whether both are of one model, loaded alike but for its lanes. */
        boolean isOf(Lease other) {
            return shape.file().equals(other.shape.file())
                    && Objects.equals(shape.activeExperts(), other.shape.activeExperts());
        }

        /** Throws {@link RejectedExecutionException} once closed. */
        synchronized ExpertRuntime runtime() {
            if (closed) {
                throw new RejectedExecutionException("closed");
            }
            return runtime;
        }

        @Override
        public synchronized void close() {
            if (!closed) {
                closed = true;
                leave(shape);
            }
        }
    }
}
