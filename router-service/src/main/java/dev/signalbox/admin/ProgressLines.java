package dev.signalbox.admin;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.signalbox.experts.Cancellation;
import dev.signalbox.learning.PolicyTrainer;
import dev.signalbox.learning.Progress;
import java.io.IOException;
import java.io.OutputStream;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.node.ObjectNode;

/** Tells a client how far long work has come, one JSON object a line. A client that left cancels the work. */
final class ProgressLines implements Progress {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final OutputStream out;
    private final Cancellation cancellation;

    ProgressLines(OutputStream out, Cancellation cancellation) {
        this.out = out;
        this.cancellation = cancellation;
    }

    @Override
    public void at(String phase, int done, int of) {
        write(JSON.createObjectNode().put("phase", phase).put("done", done).put("of", of));
    }

    void result(PolicyTrainer.Result result) {
        var line = JSON.createObjectNode()
                .put("report", result.report())
                .put("snapshot", result.snapshot().id());
        line.set("content", JSON.readTree(result.snapshot().toJson()));
        write(line);
    }

    void error(String message) {
        var line = JSON.createObjectNode();
        line.putObject("error").put("message", message);
        write(line);
    }

    private synchronized void write(ObjectNode line) {
        try {
            out.write((line + "\n").getBytes(UTF_8));
            out.flush();
        } catch (IOException _) {
            // Nobody is left to be told; the work that nobody waits for ends.
            cancellation.cancel();
        }
    }
}
