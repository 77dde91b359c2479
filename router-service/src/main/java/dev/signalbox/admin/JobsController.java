package dev.signalbox.admin;

import dev.signalbox.gateway.KeyFilter;
import dev.signalbox.learning.Jobs;
import dev.signalbox.store.JobStore;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;
import tools.jackson.databind.node.ObjectNode;

/** Shows and cancels jobs. */
@RestController
final class JobsController {

    private final Jobs jobs;
    private final JobFollower follower;

    JobsController(Jobs jobs, JobFollower follower) {
        this.jobs = jobs;
        this.follower = follower;
    }

    @GetMapping("/admin/jobs")
    Map<String, List<ObjectNode>> list() {
        return Map.of("data", jobs.list().stream().map(JobJson::of).toList());
    }

    @GetMapping("/admin/jobs/{id}")
    ObjectNode show(@PathVariable String id) {
        return JobJson.of(found(id));
    }

    /** JSON lines until the job ends: how far it has come, then its report or its failure. */
    @GetMapping("/admin/jobs/{id}/progress")
    void follow(@PathVariable String id, HttpServletResponse response) throws IOException {
        found(id);
        response.setContentType("application/x-ndjson");
        follower.follow(id, response.getOutputStream());
    }

    @DeleteMapping("/admin/jobs/{id}")
    ObjectNode cancel(@PathVariable String id, HttpServletRequest request) {
        var job = found(id);
        if (!jobs.cancel(id, KeyFilter.caller(request))) {
            throw new ResponseStatusException(
                    HttpStatus.CONFLICT,
                    "job " + id + " has ended: " + job.state().name().toLowerCase(java.util.Locale.ROOT));
        }
        return JobJson.of(found(id));
    }

    private JobStore.Job found(String id) {
        return jobs.find(id).orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND, "no job " + id));
    }
}
