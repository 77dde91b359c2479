package dev.signalbox.admin;

import dev.signalbox.store.JobStore;
import java.util.Locale;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.node.ObjectNode;

/** A job as the API shows it. */
final class JobJson {

    private static final ObjectMapper JSON = new ObjectMapper();

    private JobJson() {}

    static ObjectNode of(JobStore.Job job) {
        var times = job.times();
        var node = JSON.createObjectNode()
                .put("id", job.id())
                .put("kind", job.asked().kind())
                .put("policy", job.asked().subject())
                .put("state", job.state().name().toLowerCase(Locale.ROOT))
                .put("cancel_requested", job.cancelRequested())
                .put("attempt", job.attempt())
                .put("phase", job.step().phase())
                .put("done", job.step().done())
                .put("of", job.step().of())
                .put("created", times.created().toString());
        if (times.started() != null) {
            node.put("started", times.started().toString());
        }
        if (times.ended() != null) {
            node.put("ended", times.ended().toString());
        }
        if (job.failure() != null) {
            node.put("failure", job.failure());
        }
        if (job.result() != null) {
            node.set("result", JSON.readTree(job.result()));
        }
        return node;
    }
}
