package dev.signalbox.admin;

import dev.signalbox.execution.LocalModels;
import java.util.List;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Says which local models are open, where each is computed, and how its worker is. */
@RestController
final class LocalModelsController {

    private final LocalModels models;

    LocalModelsController(LocalModels models) {
        this.models = models;
    }

    @GetMapping("/admin/local-models")
    Shown show() {
        return new Shown(models.open());
    }

    /** Under a key, so that more can be said later. */
    record Shown(List<LocalModels.Model> data) {}
}
