package dev.signalbox.moe;

import dev.signalbox.experts.Cancellation;
import java.time.Duration;

/** A model whose file is here. */
record FileModel(Runtimes.Lease lease, Phrasing phrasing) implements LocalModel {

    @Override
    public Runtimes.Use use(Duration patience, Cancellation cancellation)
            throws AbsentModelException, InterruptedException {
        return lease.use(patience, cancellation);
    }

    @Override
    public void close() {
        lease.close();
    }
}
