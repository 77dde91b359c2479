package dev.signalbox.admin;

import dev.signalbox.execution.LocalModels;
import java.util.List;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.annotation.JsonNaming;

/** Says where each local model stands. */
@RestController
final class LocalModelsController {

    private final LocalModels models;

    LocalModelsController(LocalModels models) {
        this.models = models;
    }

    @GetMapping("/admin/local")
    Shown show() {
        return new Shown(models.budget(), models.standings());
    }

    /** @param memoryBytes that all of them together may take */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    record Shown(long memoryBytes, List<LocalModels.Standing> models) {}
}
