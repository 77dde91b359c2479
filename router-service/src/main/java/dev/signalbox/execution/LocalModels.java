package dev.signalbox.execution;

import dev.signalbox.moe.LocalProvider;
import dev.signalbox.moe.LocalStatus;
import dev.signalbox.moe.worker.WorkerStatus;
import dev.signalbox.telemetry.Scraped;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** The models that are open in this process and beside it, for those who watch. */
public final class LocalModels implements Scraped {

    private final LocalProvider provider;
    private final MultiGauge restarts;
    private final MultiGauge ready;

    LocalModels(LocalProvider provider, MeterRegistry meters) {
        this.provider = provider;
        restarts = MultiGauge.builder("signalbox.local.worker.restarts")
                .description("How often the worker of a local model was started again since the model was opened")
                .register(meters);
        ready = MultiGauge.builder("signalbox.local.worker.ready")
                .description("Whether the worker of a local model is ready: 1, or 0 while it starts or is down")
                .register(meters);
    }

    /**
     * A model that is open.
     *
     * @param model its file's name
     * @param experts that use it
     * @param runtime where it is computed, as in the roster
     * @param worker that computes it, or null
     */
    public record Model(String model, int experts, String runtime, @Nullable Worker worker) {

        private static Model of(LocalStatus status) {
            var worker = status.worker().map(Worker::of).orElse(null);
            return new Model(status.model(), status.experts(), worker == null ? "in-process" : "worker", worker);
        }
    }

    /**
     * A worker.
     *
     * @param state starting, ready or down
     * @param pid of its process, or 0 while there is none
     * @param restarts how often it was started again
     * @param problem why it is not ready; empty when it is
     */
    public record Worker(String state, long pid, int restarts, String problem) {

        private static Worker of(WorkerStatus status) {
            return new Worker(
                    status.state().name().toLowerCase(Locale.ROOT), status.pid(), status.restarts(), status.problem());
        }
    }

    /** By name. */
    public List<Model> open() {
        return provider.status().stream().map(Model::of).toList();
    }

    /** A change of the roster brings and takes models. */
    @Override
    public void refresh() {
        register(restarts, WorkerStatus::restarts);
        register(ready, worker -> worker.state() == WorkerStatus.State.READY ? 1 : 0);
    }

    private void register(MultiGauge gauge, ToDoubleFunction<WorkerStatus> value) {
        gauge.register(
                provider.status().stream()
                        .filter(status -> status.worker().isPresent())
                        .<MultiGauge.Row<?>>map(status -> MultiGauge.Row.of(
                                Tags.of("model", status.model()),
                                value.applyAsDouble(status.worker().orElseThrow())))
                        .toList(),
                true);
    }
}
