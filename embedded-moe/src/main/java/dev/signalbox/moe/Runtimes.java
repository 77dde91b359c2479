package dev.signalbox.moe;

import dev.signalbox.moe.llama.LlamaLibrary;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/** The loaded models, each once however many experts use it; the last one to leave unloads it. */
final class Runtimes {

    private final Path libraryFolder;
    private final Map<LocalRuntime.Shape, Shared> loaded = new HashMap<>();
    private @Nullable LlamaLibrary library;

    /** @param libraryFolder where the native library is copied to, private to this installation */
    Runtimes(Path libraryFolder) {
        this.libraryFolder = libraryFolder;
    }

    synchronized Lease lease(LocalRuntime.Shape shape) throws IOException {
        var shared = loaded.get(shape);
        if (shared == null) {
            shared = new Shared(LocalRuntime.open(library(), shape));
            loaded.put(shape, shared);
        }
        shared.users++;
        return new Lease(shape, shared.runtime);
    }

    synchronized int loaded() {
        return loaded.size();
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
