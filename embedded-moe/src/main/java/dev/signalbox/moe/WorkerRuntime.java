package dev.signalbox.moe;

import dev.signalbox.experts.Call;
import dev.signalbox.moe.adapter.AdapterTally;
import dev.signalbox.moe.worker.LoopbackClient;
import dev.signalbox.moe.worker.MalformedWireException;
import dev.signalbox.moe.worker.Supervisor;
import dev.signalbox.moe.worker.Wire;
import dev.signalbox.moe.worker.WorkerDownException;
import dev.signalbox.moe.worker.WorkerRefusedException;
import dev.signalbox.moe.worker.WorkerStatus;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A model in a process of its own. A failed assertion, a bad pointer or an endless loop in native code, or a hostile file,
 * ends that process and its running replies, and nothing else; another one takes its place.
 *
 * <p>One process per loaded model, not one for all of them: a model that takes its worker down takes no other model's replies
 * with it, a hostile file sees no other model's prompts, and leaving memory to the system is ending the process. It costs some
 * 75 MB beside the model's own memory.
 */
final class WorkerRuntime implements ExpertRuntime {

    private static final Logger LOGGER = System.getLogger(WorkerRuntime.class.getName());

    /** For a worker that is being replaced to be back. */
    private static final Duration RETURN = Duration.ofSeconds(5);

    /** For a native call; a chunk of a prompt on a slow machine takes seconds. */
    static final Duration STEP = Duration.ofSeconds(30);

    private static final Duration ANSWER = Duration.ofSeconds(10);
    private static final Duration ENDING = Duration.ofSeconds(1);

    private final Supervisor supervisor;
    private final @Nullable ModelWatch watch;
    private final RemoteAdapters adapters;
    private final Map<RemoteReply, CompletableFuture<Void>> running = new ConcurrentHashMap<>();
    private volatile int vocabularySize;
    private volatile String placement = "";
    private volatile boolean closed;

    private WorkerRuntime(Supervisor supervisor, @Nullable ModelWatch watch, RemoteAdapters adapters) {
        this.supervisor = supervisor;
        this.watch = watch;
        this.adapters = adapters;
    }

    /**
     * Opens it and waits until it is loaded. One whose worker dies of it is open all the same, out of service until a later
     * try.
     *
     * @param adapters counts what is done with them
     */
    static WorkerRuntime open(WorkerMain.Settings settings, Supervisor.Terms terms, AdapterTally adapters)
            throws IOException {
        var name = String.valueOf(settings.shape().file().getFileName());
        var folder = settings.library().toAbsolutePath().resolveSibling("").normalize();
        var runtime = new WorkerRuntime(
                Supervisor.start(name, WorkerCommand.of(), folder, settings.told(), terms),
                settings.shape().gate().watch(),
                new RemoteAdapters(adapters));
        try {
            runtime.supervisor.ready().get();
            runtime.placement = runtime.ask("/props", new byte[0], "placement").asString("");
        } catch (ExecutionException e) {
            runtime.refusedOrDown(Objects.requireNonNull(e.getCause()));
        } catch (RejectedExecutionException e) {
            runtime.close();
            throw new IOException(e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            runtime.close();
            throw new IOException("interrupted while the model was loaded", e);
        }
        return runtime;
    }

    private void refusedOrDown(Throwable why) throws IOException {
        if (!(why instanceof WorkerDownException)) {
            close();
            throw new IOException(why.getMessage(), why);
        }
    }

    @Override
    public void await(Call call) {
        var given = new CompletableFuture<LoopbackClient>();
        try (var _ = call.cancellation().onCancel(() -> given.cancel(false))) {
            var _ = supervisor.ready().whenComplete((client, why) -> {
                if (client != null) {
                    given.complete(client);
                } else {
                    given.completeExceptionally(why);
                }
            });
            var patience = call.timeouts().firstToken();
            client(given, patience.compareTo(RETURN) < 0 ? patience : RETURN);
        }
    }

    private LoopbackClient client() {
        return client(supervisor.ready(), RETURN);
    }

    private LoopbackClient client(CompletableFuture<LoopbackClient> ready, Duration patience) {
        try {
            if (closed) {
                throw new RejectedExecutionException("closed");
            }
            return ready.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw new RejectedExecutionException(
                    String.valueOf(Objects.requireNonNull(e.getCause()).getMessage()), e);
        } catch (TimeoutException | CancellationException e) {
            throw new RejectedExecutionException(supervisor.status().problem(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RejectedExecutionException("interrupted", e);
        }
    }

    @Override
    public int[] tokenize(Prompt prompt) {
        var tokens = ask("/tokenize", Wire.bytes(Tokenization.of(prompt)), "tokens");
        int[] numbers = new int[tokens.size()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = tokens.get(i).asInt(-1);
        }
        return numbers;
    }

    /** One field of the answer. A worker that breaks before it has answered is asked again once it is replaced. */
    private JsonNode ask(String path, byte[] body, String field) {
        for (int attempt = 0; attempt < 2; attempt++) {
            var client = client();
            try {
                var json = Wire.tree(body.length == 0 ? client.get(path, ANSWER) : client.post(path, body, ANSWER));
                if (!json.has(field)) {
                    throw new MalformedWireException("no " + field);
                }
                return json.path(field);
            } catch (WorkerRefusedException e) {
                throw e.status() < 500
                        ? new IllegalArgumentException(e.getMessage(), e)
                        : new RejectedExecutionException(e.getMessage(), e);
            } catch (IOException e) {
                supervisor.distrust(client, "it was asked for " + path + ": " + e.getMessage());
            }
        }
        throw new RejectedExecutionException("its worker does not answer");
    }

    @Override
    public int vocabularySize() {
        if (vocabularySize == 0) {
            var models = ask("/v1/models", new byte[0], "data");
            vocabularySize = models.path(0).path("meta").path("n_vocab").asInt(0);
        }
        return vocabularySize;
    }

    @Override
    public void check(Generation.Order order) {
        if (order.grammar() != null) {
            ask(
                    "/completion",
                    Wire.bytes(Completion.of(new int[] {0}, order.within(0)).put("stream", false)),
                    "stop");
        }
    }

    @Override
    public Runnable start(Generation generation) {
        var client = client();
        if (watch != null) {
            watch.begin(generation);
        }
        adapters.ask(client);
        var gates = watch == null ? null : watch.tally().shape();
        var reply = new RemoteReply(generation, client, gates, adapters);
        var told = new CompletableFuture<Void>();
        running.put(reply, told);
        Thread.ofVirtual().start(() -> {
            try {
                listen(reply);
            } finally {
                running.remove(reply);
                told.complete(null);
            }
        });
        return reply::cancel;
    }

    private void listen(RemoteReply reply) {
        try {
            reply.listen();
            supervisor.prove(reply.client());
        } catch (MalformedWireException e) {
            LOGGER.log(Level.WARNING, "a worker does not speak its dialect: " + e.getMessage());
            reply.tellLost();
            supervisor.distrust(reply.client(), "it does not speak its dialect");
        } catch (IOException e) {
            LOGGER.log(Level.DEBUG, "a reply was lost with its worker: {0}", e.getMessage());
            reply.tellLost();
        } catch (RuntimeException e) {
            LOGGER.log(Level.ERROR, "a bug in reading a worker's reply", e);
            reply.tellLost();
        }
    }

    @Override
    public String placement() {
        return placement;
    }

    @Override
    public Optional<WorkerStatus> worker() {
        return Optional.of(supervisor.status());
    }

    WorkerStatus status() {
        return supervisor.status();
    }

    /** Replies under way end first, so that they can still say what they used. */
    @Override
    public void close() {
        closed = true;
        running.keySet().forEach(RemoteReply::cancel);
        try {
            for (var told : running.values()) {
                told.get(ENDING.toMillis(), TimeUnit.MILLISECONDS);
            }
        } catch (ExecutionException | TimeoutException e) {
            LOGGER.log(Level.DEBUG, "replies are ended with their worker", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            supervisor.close();
            adapters.end();
        }
    }
}
