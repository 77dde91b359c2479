package dev.signalbox.admin;

import dev.signalbox.gateway.KeyFilter;
import dev.signalbox.gateway.RejectedRequestException;
import dev.signalbox.learning.Jobs;
import dev.signalbox.learning.Onboarder;
import dev.signalbox.learning.Promote;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.node.ObjectNode;

/**
 * Has a policy trained on the questions that the body holds as JSON lines, or on those that come with Signalbox when it
 * is empty, or on judged traffic where the source is live; or taught one expert more, from as many labels as it says; or,
 * with a teacher, which is a policy or a snapshot, on what that one expects of the questions' prompts. The reply names the
 * job that does it.
 */
@RestController
final class TrainController {

    private static final int MOST_BYTES = 64 << 20;

    private final Jobs jobs;

    TrainController(Jobs jobs) {
        this.jobs = jobs;
    }

    @PostMapping("/admin/policies/{policy}/train")
    ResponseEntity<ObjectNode> train(
            @PathVariable String policy,
            @RequestParam(defaultValue = "unless-worse") String promote,
            @RequestParam(defaultValue = "questions") String source,
            @RequestParam Optional<String> teacher,
            @RequestParam Optional<String> onboard,
            @RequestParam(defaultValue = "400") int labels,
            HttpServletRequest request)
            throws IOException, RejectedRequestException {
        var questions = questions(request.getInputStream());
        try {
            var newcomer = onboard.map(expert -> new Onboarder.Newcomer(expert, labels));
            var lesson = new Jobs.Lesson(isLive(source), newcomer, teacher);
            var id = jobs.train(
                    new Jobs.Wanted(policy, questions, lesson, Promote.of(promote)), KeyFilter.caller(request));
            return ResponseEntity.status(HttpStatus.ACCEPTED)
                    .header("location", "/admin/jobs/" + id)
                    .body(JobJson.of(jobs.find(id).orElseThrow()));
        } catch (IllegalArgumentException e) {
            throw Refusals.of(e);
        }
    }

    private static boolean isLive(String source) {
        return switch (source) {
            case "live" -> true;
            case "questions" -> false;
            default -> throw new IllegalArgumentException("source: \"" + source + "\", expected questions or live");
        };
    }

    private static Optional<byte[]> questions(InputStream body) throws IOException, RejectedRequestException {
        var bytes = body.readNBytes(MOST_BYTES + 1);
        if (bytes.length > MOST_BYTES) {
            throw RejectedRequestException.field("questions", "more than " + MOST_BYTES + " bytes, expected fewer");
        }
        return bytes.length == 0 ? Optional.empty() : Optional.of(bytes);
    }
}
