package dev.signalbox.moe.worker;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * One life of a worker. It is told its token and settings by its standard input, which stays open: when that ends, because we
 * closed it or ended ourselves in whatever way, the worker ends too. It says on its standard output where it listens; what
 * else it writes goes to our log, so many lines of it. Of our environment it sees what native code needs, no keys.
 */
final class WorkerProcess implements AutoCloseable {

    private static final Logger LOGGER = System.getLogger(WorkerProcess.class.getName());
    private static final int TOKEN_BYTES = 32;
    private static final int MOST_LINES = 100;
    private static final int SIGNALLED = 128;
    private static final Duration ENDING = Duration.ofSeconds(2);

    private static final Set<String> INHERITED = Set.of("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "TMPDIR", "LANG", "TZ");
    private static final List<String> INHERITED_FAMILIES =
            List.of("LC_", "OMP_", "GOMP_", "GGML_", "CUDA_", "NVIDIA_", "HIP_", "ROCR_");
    private static final Map<Integer, String> SIGNALS =
            Map.of(4, "SIGILL", 6, "SIGABRT", 7, "SIGBUS", 8, "SIGFPE", 9, "SIGKILL", 11, "SIGSEGV", 15, "SIGTERM");

    /**
     * A failed assertion of ggml has a debugger, if it finds one, print the stack: it takes seconds, and may show a prompt. Older
     * builds do not know the variable against it, so that they shall find none.
     */
    private static final Map<String, String> NO_DEBUGGER = Map.of("PATH", "/nowhere", "GGML_NO_BACKTRACE", "1");

    private final String name;
    private final Process process;
    private final String token;
    private final CompletableFuture<Integer> port = new CompletableFuture<>();
    private volatile boolean proven;

    private WorkerProcess(String name, Process process, String token) {
        this.name = name;
        this.process = process;
        this.token = token;
    }

    /**
     * How a worker is started, again and again.
     *
     * @param name of its model, for logs
     * @param command of its process; {@link Handover} is what the process reads
     * @param folder where it runs
     * @param settings a record, told as JSON
     */
    record Recipe(String name, List<String> command, Path folder, Object settings) {
        Recipe {
            command = List.copyOf(command);
        }
    }

    static WorkerProcess start(Recipe recipe) throws IOException {
        var random = new byte[TOKEN_BYTES];
        new SecureRandom().nextBytes(random);
        var token = Base64.getUrlEncoder().withoutPadding().encodeToString(random);
        var builder = new ProcessBuilder(recipe.command())
                .directory(recipe.folder().toFile())
                .redirectErrorStream(true);
        builder.environment().keySet().removeIf(WorkerProcess::isOurs);
        builder.environment().putAll(NO_DEBUGGER);
        var worker = new WorkerProcess(recipe.name(), builder.start(), token);
        Thread.ofPlatform().daemon().name("log-" + recipe.name()).start(worker::log);
        worker.tell(new Handover.Told(token, Wire.line(recipe.settings())));
        return worker;
    }

    private static boolean isOurs(String variable) {
        return !INHERITED.contains(variable) && INHERITED_FAMILIES.stream().noneMatch(variable::startsWith);
    }

    /** One that ends before it has listened is found out by its exit. */
    private void tell(Handover.Told told) {
        try {
            var in = process.getOutputStream();
            in.write((Wire.line(told) + "\n").getBytes(StandardCharsets.UTF_8));
            in.flush();
        } catch (IOException e) {
            LOGGER.log(Level.DEBUG, "worker {0} did not take its settings: {1}", name, e.getMessage());
        }
    }

    private void log() {
        try (var out = process.getInputStream()) {
            var lines = new LogLines(out);
            int count = 0;
            for (var line = lines.next(); line.isPresent(); line = lines.next()) {
                var said = Handover.port(line.get());
                if (said.isPresent() && !port.isDone()) {
                    port.complete(said.getAsInt());
                } else if (++count <= MOST_LINES) {
                    LOGGER.log(Level.INFO, "worker " + name + ": " + line.get());
                }
            }
            if (count > MOST_LINES) {
                LOGGER.log(Level.INFO, "worker " + name + ": and " + (count - MOST_LINES) + " lines more");
            }
        } catch (IOException e) {
            LOGGER.log(Level.DEBUG, "worker {0} writes no more: {1}", name, e.getMessage());
        }
        port.completeExceptionally(new IOException("it never said where it listens"));
    }

    /** Waits until it listens. */
    LoopbackClient client(Duration patience) throws IOException, InterruptedException {
        try {
            return new LoopbackClient(port.get(patience.toMillis(), TimeUnit.MILLISECONDS), token);
        } catch (ExecutionException e) {
            throw new IOException(hasEnded(ENDING) ? end() : "it does not speak", e);
        } catch (TimeoutException e) {
            throw new IOException("it did not listen within " + patience, e);
        }
    }

    long pid() {
        return process.pid();
    }

    /** Processor time that it has used, as far as the system tells. */
    Duration computed() {
        return process.info().totalCpuDuration().orElse(Duration.ZERO);
    }

    /** It has answered something, so the model is not what ends it. */
    void prove() {
        proven = true;
    }

    boolean isProven() {
        return proven;
    }

    /** Waits for its end. */
    boolean hasEnded(Duration patience) throws InterruptedException {
        return process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** How it ended, in words. */
    String end() {
        int status = process.exitValue();
        int signal = status - SIGNALLED;
        var words = SIGNALS.get(signal);
        return words == null
                ? "it ended with status " + status
                : "it was ended by signal " + signal + " (" + words + ")";
    }

    /** Whatever state it is in. */
    void kill() {
        process.destroyForcibly();
    }

    /** Asks it to end and waits; false when it has not. */
    boolean end(Duration patience) throws IOException, InterruptedException {
        process.getOutputStream().close();
        return hasEnded(patience);
    }

    /** Asks it to end, then ends it. */
    @Override
    public void close() {
        try {
            if (!end(ENDING)) {
                kill();
            }
        } catch (IOException _) {
            kill();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            kill();
        }
    }
}
