package dev.signalbox.admin;

import dev.signalbox.pipeline.Replay;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/** Recomputes recorded decisions. */
@RestController
final class DecisionsController {

    private final Replay replay;

    DecisionsController(Replay replay) {
        this.replay = replay;
    }

    @GetMapping("/admin/decisions/{id}/replay")
    Replay.Verdict replay(@PathVariable String id) {
        return replay.replay(id)
                .orElseThrow(() -> new ResponseStatusException(
                        HttpStatus.NOT_FOUND, "no decision " + id + " on record; a fresh one takes a moment"));
    }
}
