package dev.signalbox.moe.worker;

import dev.signalbox.moe.worker.WorkerProcess.Recipe;
import dev.signalbox.moe.worker.WorkerStatus.State;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.SocketException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.hc.core5.http.ConnectionClosedException;
import org.jspecify.annotations.Nullable;

/**
 * Keeps one worker alive: starts it, asks after its health, ends it when it does not answer, and starts it again. A worker
 * that answered something before it ended is replaced at once; one that ends again and again without is tried ever more
 * rarely, and who asks meanwhile is told so at once.
 */
public final class Supervisor implements AutoCloseable {

    private static final Logger LOGGER = System.getLogger(Supervisor.class.getName());
    /** What a worker answers about its health while its model is being loaded. */
    static final int LOADING = 503;

    private static final int MOST_ROUNDS = 6;
    private static final Duration POLL = Duration.ofMillis(15);

    private final Recipe recipe;
    private final Terms terms;
    private final Thread thread;
    private CompletableFuture<LoopbackClient> ready = new CompletableFuture<>();
    private @Nullable WorkerProcess current;
    private @Nullable LoopbackClient asked;
    private int lives;
    private int failures;
    private String problem = "it is being started";
    private boolean closed;

    private Supervisor(Recipe recipe, Terms terms) {
        this.recipe = recipe;
        this.terms = terms;
        thread = Thread.ofPlatform().daemon().name("worker-" + recipe.name()).unstarted(this::run);
    }

    /**
     * How patient it is.
     *
     * @param load until the process listens and its model is loaded
     * @param pulse between two questions after its health
     * @param answer to such a question; a worker that stays silent for longer hangs
     * @param attempts that may fail in a row before the worker counts as down
     * @param pause after the first of them, doubled by each that follows
     * @param longestPause at most
     */
    public record Terms(
            Duration load, Duration pulse, Duration answer, int attempts, Duration pause, Duration longestPause) {

        /** A worker that dies or hangs is replaced within five seconds, if its model loads within one. */
        public static final Terms DEFAULT = new Terms(
                Duration.ofMinutes(10),
                Duration.ofMillis(500),
                Duration.ofMillis(2500),
                3,
                Duration.ofMillis(250),
                Duration.ofMinutes(2));

        Duration pauseAfter(int failures) {
            var wanted = pause.multipliedBy(1L << Math.min(Math.max(failures - 1, 0), 20));
            return failures == 0 ? Duration.ZERO : wanted.compareTo(longestPause) < 0 ? wanted : longestPause;
        }
    }

    /**
     * Begins to start a worker.
     *
     * @param name of its model, for logs
     * @param command of its process, which reads a {@link Handover}
     * @param folder where it runs
     * @param settings a record that it is told
     */
    public static Supervisor start(String name, List<String> command, Path folder, Object settings, Terms terms) {
        var supervisor = new Supervisor(new Recipe(name, command, folder, settings), terms);
        supervisor.thread.start();
        return supervisor;
    }

    private void run() {
        while (begin()) {
            var end = "it was closed";
            try (var process = WorkerProcess.start(recipe)) {
                become(process);
                var client = awaitHealth(process);
                up(client);
                end = awaitEnd(process, client);
            } catch (IOException e) {
                end = String.valueOf(e.getMessage());
                failed(e);
            } catch (InterruptedException _) {
                continue; // Somebody has closed this, which the next look finds out.
            } catch (RuntimeException e) {
                LOGGER.log(Level.ERROR, "worker " + recipe.name() + ": a bug in its supervision", e);
                end = "its supervision failed";
            }
            down(end);
            pause();
        }
    }

    private synchronized boolean begin() {
        lives += closed ? 0 : 1;
        return !closed;
    }

    private synchronized void become(WorkerProcess process) throws InterruptedException {
        if (closed) {
            throw new InterruptedException("closed");
        }
        current = process;
    }

    private LoopbackClient awaitHealth(WorkerProcess process) throws IOException, InterruptedException {
        long begun = System.nanoTime();
        var client = process.client(terms.load());
        while (!isLoaded(process, client)) {
            if (process.hasEnded(POLL)) {
                throw new IOException(process.end());
            }
            if (System.nanoTime() - begun > terms.load().toNanos()) {
                throw new IOException("its model did not load within " + terms.load());
            }
        }
        return client;
    }

    private boolean isLoaded(WorkerProcess process, LoopbackClient client) throws IOException {
        try {
            askHealth(process, client);
            return true;
        } catch (WorkerRefusedException e) {
            if (e.status() == LOADING) {
                return false;
            }
            throw e;
        } catch (SocketException | ConnectionClosedException _) {
            return false; // Has it ended? The caller asks that next.
        }
    }

    /** Returns how it ended, by itself or by us. */
    private String awaitEnd(WorkerProcess process, LoopbackClient client) throws InterruptedException {
        while (!process.hasEnded(terms.pulse())) {
            try {
                askHealth(process, client);
            } catch (IOException e) {
                if (!process.hasEnded(POLL)) {
                    process.kill();
                    return "it was ended by us: " + e.getMessage();
                }
            }
        }
        return process.end();
    }

    /** One that stays silent but computes is short of processor time, and is given more of ours. */
    private void askHealth(WorkerProcess process, LoopbackClient client) throws IOException {
        for (int round = 1; ; round++) {
            var computed = process.computed();
            try {
                client.get("/health", terms.answer());
                return;
            } catch (InterruptedIOException e) {
                if (round == MOST_ROUNDS || computed.equals(process.computed())) {
                    var silence = terms.answer().multipliedBy(round);
                    throw new IOException("it did not answer within " + silence, e);
                }
            }
        }
    }

    private synchronized void up(LoopbackClient client) {
        asked = client;
        problem = "";
        if (!ready.complete(client)) {
            ready = CompletableFuture.completedFuture(client);
        }
        LOGGER.log(lives == 1 ? Level.DEBUG : Level.INFO, "worker {0} is ready, life {1}", recipe.name(), lives);
    }

    /** A worker that says what is wrong with its model right away need not be tried again. */
    private synchronized void failed(IOException e) {
        if (lives == 1 && e instanceof WorkerRefusedException) {
            closed = true;
            ready.completeExceptionally(e);
        }
    }

    private synchronized void down(String end) {
        if (closed) {
            return;
        }
        failures = current != null && current.isProven() ? 0 : failures + 1;
        current = null;
        asked = null;
        problem = "its worker is being replaced: " + end;
        if (ready.isDone()) {
            ready = new CompletableFuture<>();
        }
        if (failures >= terms.attempts()) {
            problem = "its worker failed " + failures + " times in a row: " + end + "; next try in "
                    + terms.pauseAfter(failures);
            ready.completeExceptionally(new WorkerDownException(problem));
        }
        LOGGER.log(Level.WARNING, "worker " + recipe.name() + ": " + problem);
    }

    private synchronized void pause() {
        long end = System.nanoTime() + terms.pauseAfter(failures).toNanos();
        try {
            for (long left = end - System.nanoTime(); left > 0 && !closed; left = end - System.nanoTime()) {
                wait(left / 1_000_000 + 1);
            }
        } catch (InterruptedException _) {
            // Somebody has closed this.
        }
    }

    /** The worker to ask, as soon as there is one; fails with {@link WorkerDownException} or why it refused its model. */
    public synchronized CompletableFuture<LoopbackClient> ready() {
        return ready.copy();
    }

    /** The worker behind {@code client} has answered something, so its model is not what ends it. */
    public synchronized void prove(LoopbackClient client) {
        if (current != null && client.equals(asked)) {
            current.prove();
        }
    }

    /** Ends the worker behind {@code client}, if it has not been replaced yet, and has nobody ask it any more. */
    public synchronized void distrust(LoopbackClient client, String why) {
        if (current != null && client.equals(asked) && !closed) {
            LOGGER.log(Level.DEBUG, "worker {0} is ended: {1}", recipe.name(), why);
            current.kill();
            asked = null;
            problem = "its worker is being replaced: " + why;
            ready = new CompletableFuture<>();
        }
    }

    public synchronized WorkerStatus status() {
        var state = problem.isEmpty() ? State.READY : failures >= terms.attempts() ? State.DOWN : State.STARTING;
        return new WorkerStatus(state, current == null ? 0 : current.pid(), Math.max(0, lives - 1), problem);
    }

    /** Ends the worker, forcibly if it does not end by itself. */
    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            ready.completeExceptionally(new WorkerDownException("closed"));
            notifyAll();
        }
        thread.interrupt();
        try {
            thread.join(Duration.ofSeconds(10));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
