package dev.signalbox.pipeline;

import dev.signalbox.experts.Cancellation;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** The runs whose records are still to come. Safe for concurrent use. */
final class RunsUnderWay {

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition idle = lock.newCondition();
    private final Set<Cancellation> runs = new HashSet<>();
    private boolean stopping;

    /** Close it once the run's record is handed over. A run that begins when all are to end is cancelled at once. */
    Run begin(Cancellation caller) {
        var own = new Cancellation();
        lock.lock();
        try {
            runs.add(own);
            if (stopping) {
                own.cancel();
            }
        } finally {
            lock.unlock();
        }
        return new Run(own, caller.onCancel(own::cancel));
    }

    /** Cancels every run, waits for their ends, and says how many had not ended in time. */
    int end(Duration patience) throws InterruptedException {
        stop().forEach(Cancellation::cancel);
        lock.lock();
        try {
            long left = patience.toNanos();
            while (!runs.isEmpty() && left > 0) {
                left = idle.awaitNanos(left);
            }
            return runs.size();
        } finally {
            lock.unlock();
        }
    }

    private List<Cancellation> stop() {
        lock.lock();
        try {
            stopping = true;
            return List.copyOf(runs);
        } finally {
            lock.unlock();
        }
    }

    private void ended(Cancellation run) {
        lock.lock();
        try {
            runs.remove(run);
            if (runs.isEmpty()) {
                idle.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    /** One of them; it ends early when its caller leaves or the service stops. */
    final class Run implements AutoCloseable {

        private final Cancellation own;
        private final Cancellation.Registration caller;

        private Run(Cancellation own, Cancellation.Registration caller) {
            this.own = own;
            this.caller = caller;
        }

        Cancellation cancellation() {
            return own;
        }

        @Override
        public void close() {
            caller.close();
            ended(own);
        }
    }
}
