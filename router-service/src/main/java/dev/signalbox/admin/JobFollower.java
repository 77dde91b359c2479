package dev.signalbox.admin;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.signalbox.learning.Jobs;
import dev.signalbox.store.JobStore;
import dev.signalbox.store.SnapshotStore;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import org.springframework.stereotype.Component;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Tells a client how far a job has come, one JSON object a line, wherever the job is worked on. A client that leaves
 * changes nothing for the job.
 */
@Component
final class JobFollower {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration LOOK = Duration.ofMillis(200);
    /** Looks without news after which the last line is said again, so that a client that left is noticed. */
    private static final int QUIET = 50;

    private final Jobs jobs;
    private final SnapshotStore snapshots;

    JobFollower(Jobs jobs, SnapshotStore snapshots) {
        this.jobs = jobs;
        this.snapshots = snapshots;
    }

    void follow(String id, OutputStream out) throws IOException {
        var told = new JobStore.Step("", 0, -1);
        int quiet = 0;
        while (true) {
            var job = jobs.find(id).orElse(null);
            if (job == null) {
                return;
            }
            if (job.state().ended()) {
                write(out, ending(job));
                return;
            }
            if (!job.step().equals(told) || ++quiet >= QUIET) {
                told = job.step();
                quiet = 0;
                write(out, step(told));
            }
            if (interrupted()) {
                return;
            }
        }
    }

    private static ObjectNode step(JobStore.Step step) {
        return JSON.createObjectNode()
                .put("phase", step.phase().isEmpty() ? "waiting" : step.phase())
                .put("done", step.done())
                .put("of", step.of());
    }

    private ObjectNode ending(JobStore.Job job) {
        var result = job.result();
        if (job.state() == JobStore.State.DONE && result != null) {
            return withContent(JSON.readTree(result).asObject());
        }
        var line = JSON.createObjectNode();
        var why = job.failure() == null ? "the job was cancelled" : job.failure();
        line.putObject("error").put("message", why);
        return line;
    }

    /** With the snapshot itself, for whoever wants to take it elsewhere. */
    private ObjectNode withContent(ObjectNode result) {
        snapshots
                .find(result.path("snapshot").asString(""))
                .ifPresent(stored -> result.set("content", JSON.readTree(stored.content())));
        return result;
    }

    private static boolean interrupted() {
        try {
            Thread.sleep(LOOK);
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    private static void write(OutputStream out, ObjectNode line) throws IOException {
        out.write((line + "\n").getBytes(UTF_8));
        out.flush();
    }
}
