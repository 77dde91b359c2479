package dev.signalbox.moe;

import dev.signalbox.experts.Cancellation;
import dev.signalbox.experts.Settings.Effort;
import dev.signalbox.moe.gate.Steering;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A model whose file is here. */
record FileModel(EffortLeases leases, Phrasing phrasing, Map<String, Steering> steerings) implements LocalModel {

    FileModel {
        steerings = Map.copyOf(steerings);
    }

    @Override
    public Runtimes.Use use(Duration patience, Cancellation cancellation, @Nullable Effort effort)
            throws AbsentModelException, InterruptedException {
        return leases.at(effort).use(patience, cancellation);
    }

    @Override
    public void close() {
        leases.close();
    }
}
