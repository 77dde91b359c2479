package dev.signalbox.moe.worker;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** One life of a worker for the sake of the start cache that its JVM writes at its end (JEP 514). */
public final class Rehearsal {

    /** As a system property of the worker: it exits, where it would halt. */
    static final String PROPERTY = "signalbox.rehearsal";

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Duration POLL = Duration.ofMillis(20);

    private Rehearsal() {}

    /** The arguments of a JVM that rehearses. */
    public static List<String> arguments(Path cache) {
        return List.of("-D" + PROPERTY + "=true", "-XX:AOTCacheOutput=" + cache);
    }

    /**
     * Starts a worker, has it tokenize and complete something, and waits for its end.
     *
     * @param completion the body of a request for a stream
     */
    public static void run(List<String> command, Path folder, Object settings, JsonNode completion)
            throws IOException, InterruptedException {
        var recipe = new WorkerProcess.Recipe("rehearsal", command, folder, settings);
        try (var process = WorkerProcess.start(recipe)) {
            var client = process.client(PATIENCE);
            while (!isHealthy(client)) {
                if (process.hasEnded(POLL)) {
                    throw new IOException("the rehearsing worker failed: " + process.end());
                }
            }
            client.post("/tokenize", Wire.bytes(Wire.object().put("content", "What is 2 + 2?")), PATIENCE);
            try (var events = client.stream("/completion", Wire.bytes(completion))) {
                while (events.next().isPresent()) {
                    // What it says does not matter here.
                }
            }
            process.end(PATIENCE);
        }
    }

    private static boolean isHealthy(LoopbackClient client) throws IOException {
        try {
            client.get("/health", PATIENCE);
            return true;
        } catch (WorkerRefusedException e) {
            if (e.status() == Supervisor.LOADING) {
                return false;
            }
            throw e;
        }
    }
}
