package dev.signalbox.moe;

import dev.signalbox.moe.llama.LlamaLibrary;
import dev.signalbox.moe.worker.Supervisor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/** The loaded models, each once however many experts use it; the last one to leave unloads it. */
final class Runtimes {

    private final Path libraryFolder;
    private final Map<Key, Shared> loaded = new HashMap<>();
    private @Nullable LlamaLibrary library;

    /** @param libraryFolder where the native library is copied to, private to this installation */
    Runtimes(Path libraryFolder) {
        this.libraryFolder = libraryFolder;
    }

    /** What makes two experts share a runtime: all of it equal. */
    private record Key(LocalRuntime.Shape shape, RuntimeKind kind) {}

    synchronized Lease lease(LocalRuntime.Shape shape, RuntimeKind kind) throws IOException {
        var key = new Key(shape, kind);
        var shared = loaded.get(key);
        if (shared == null) {
            shared = new Shared(open(key));
            loaded.put(key, shared);
        }
        shared.users++;
        return new Lease(key, shared.runtime);
    }

    private ExpertRuntime open(Key key) throws IOException {
        return switch (key.kind()) {
            case IN_PROCESS -> LocalRuntime.open(library(), key.shape());
            case WORKER ->
                WorkerRuntime.open(NativeLibrary.extract(libraryFolder), key.shape(), Supervisor.Terms.DEFAULT);
        };
    }

    synchronized List<LocalStatus> status() {
        return loaded.entrySet().stream()
                .map(entry -> new LocalStatus(
                        String.valueOf(entry.getKey().shape().file().getFileName()),
                        entry.getValue().users,
                        entry.getValue().runtime instanceof WorkerRuntime worker
                                ? Optional.of(worker.status())
                                : Optional.empty()))
                .sorted(Comparator.comparing(LocalStatus::model))
                .toList();
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

    private synchronized void leave(Key key) {
        var shared = loaded.get(key);
        if (shared != null && --shared.users == 0) {
            loaded.remove(key);
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
        private final Key key;
        private final ExpertRuntime runtime;
        private boolean closed;

        private Lease(Key key, ExpertRuntime runtime) {
            this.key = key;
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
                leave(key);
            }
        }
    }
}
