package dev.signalbox.moe;

import dev.signalbox.moe.adapter.AdapterPool;
import dev.signalbox.moe.adapter.AdapterTally;
import dev.signalbox.moe.llama.LlamaLibrary;
import dev.signalbox.moe.worker.Handover;
import dev.signalbox.moe.worker.LoopbackServer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** The main class of a worker: a process that opens one model and serves it until its parent ends. */
final class WorkerMain {

    private WorkerMain() {}

    /**
     * What it is told.
     *
     * @param library llama.cpp's, a file
     * @param shape of the runtime
     * @param adapterBytes that the model's adapters may take in memory
     * @param step that a native call may take before the model is held to hang
     */
    record Settings(Path library, LocalRuntime.Shape shape, long adapterBytes, Duration step) {

        /** What of them goes over to the worker. */
        Settings told() {
            return new Settings(library, shape.told(), adapterBytes, step);
        }
    }

    static void main() throws IOException, InterruptedException {
        var order = Handover.take(System.in);
        var service = new WorkerService(() -> ThreadLocalRandom.current().nextLong());
        try (var server = LoopbackServer.open(order.token(), service)) {
            Handover.sayListening(server.port(), System.out);
            load(service, order.settings(Settings.class));
            new CountDownLatch(1).await();
        }
    }

    private static @Nullable GateTerms gate(LocalRuntime.Shape shape) throws IOException {
        return shape.gate().taps() ? GateTerms.of(shape) : null;
    }

    /** Whatever is wrong is told to the parent, who knows that it need not be tried again. */
    private static void load(WorkerService service, Settings settings) {
        try {
            var adapters = new AdapterTally();
            var runtime = LocalRuntime.open(
                    LlamaLibrary.load(settings.library()),
                    settings.shape(),
                    loader -> new AdapterPool(loader, settings.adapterBytes(), adapters));
            service.serve(new WorkerService.Loaded(
                    runtime, settings.shape(), gate(settings.shape()), adapters, runtime::step, settings.step()));
        } catch (IOException | RuntimeException e) {
            service.refuse(String.valueOf(e.getMessage()));
        }
    }
}
