package dev.signalbox.moe;

import dev.signalbox.moe.adapter.Adapters;
import dev.signalbox.moe.llama.Sampling;
import dev.signalbox.moe.worker.Rehearsal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The start cache of workers (JEP 483, 514), beside the folder of the built application's libraries. With it a worker takes
 * half the time to start; one that is absent, or of another build or JVM, costs that time and nothing else.
 */
public final class WorkerCache {

    private static final String NAME = "worker.aot";
    private static final int TOKENS = 40;

    private WorkerCache() {}

    /** Where it is, or would be; empty where classes are not in a jar, as while developing. */
    static Optional<Path> file() {
        var jar = WorkerCommand.origin(WorkerMain.class);
        var folder = jar.getParent();
        return Files.isRegularFile(jar) && folder != null ? Optional.of(folder.resolveSibling(NAME)) : Optional.empty();
    }

    /**
     * Makes it, by running a worker on a bundled model.
     *
     * @param scratch an empty folder
     */
    public static Path make(Path scratch) throws IOException, InterruptedException {
        var cache = file().orElseThrow(() -> new IOException("a start cache needs the application in jars"));
        var name = BundledModels.names().getFirst();
        var model = BundledModels.find(name).orElseThrow();
        var shape = new LocalRuntime.Shape(
                Extraction.extract(model, scratch.resolve(BundledModels.fileName(name))),
                1,
                1,
                1,
                256,
                null,
                Placement.DEFAULT,
                RuntimeKind.WORKER,
                GateUse.NONE);
        var settings =
                new WorkerMain.Settings(NativeLibrary.bundled(scratch.resolve("native")), shape, 0, WorkerRuntime.STEP);
        var command = WorkerCommand.of(Rehearsal.arguments(cache));
        var order = new Generation.Order(TOKENS, Sampling.GREEDY, List.of("\n\n"), null, 1, Adapters.NONE, null);
        Rehearsal.run(command, scratch, settings, Completion.of(new int[] {1, 'a', 'b'}, order));
        return cache;
    }
}
