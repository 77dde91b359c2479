package dev.signalbox.admin;

import dev.signalbox.experts.Cancellation;
import dev.signalbox.gateway.KeyFilter;
import dev.signalbox.learning.PolicyTrainer;
import dev.signalbox.learning.Question;
import dev.signalbox.learning.QuestionFile;
import dev.signalbox.learning.Sitting;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Trains a policy on the questions that the body holds as JSON lines, or on those that come with Signalbox when it is
 * empty. The reply is JSON lines: progress, then the report or the error.
 */
@RestController
final class TrainController {

    private static final Logger LOG = LoggerFactory.getLogger(TrainController.class);
    private static final String SHIPPED = "/questions/questions.jsonl";
    private static final int PARALLEL = 2;

    private final PolicyTrainer trainer;
    /** One training at a time: each occupies every expert. */
    private final ReentrantLock busy = new ReentrantLock();

    TrainController(PolicyTrainer trainer) {
        this.trainer = trainer;
    }

    @PostMapping("/admin/policies/{policy}/train")
    void train(@PathVariable String policy, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        response.setContentType("application/x-ndjson");
        var cancellation = new Cancellation();
        var lines = new ProgressLines(response.getOutputStream(), cancellation);
        if (!busy.tryLock()) {
            lines.error("another training is under way, expected one at a time");
            return;
        }
        try {
            var questions = questions(request.getInputStream());
            var sitting = new Sitting(KeyFilter.caller(request), PARALLEL, lines, cancellation);
            lines.result(trainer.train(policy, questions, sitting));
        } catch (IllegalArgumentException e) {
            lines.error(String.valueOf(e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            lines.error("the service is stopping");
        } catch (RuntimeException e) {
            LOG.error("training of policy {} failed", policy, e);
            lines.error("training failed; the log has the cause");
        } finally {
            busy.unlock();
        }
    }

    private static List<Question> questions(InputStream body) throws IOException {
        var pushback = new PushbackInputStream(body);
        int first = pushback.read();
        if (first >= 0) {
            pushback.unread(first);
            return QuestionFile.read(pushback);
        }
        try (var shipped = TrainController.class.getResourceAsStream(SHIPPED)) {
            if (shipped == null) {
                throw new IllegalArgumentException("questions: none sent and none shipped, expected JSON lines");
            }
            return QuestionFile.read(shipped);
        }
    }
}
