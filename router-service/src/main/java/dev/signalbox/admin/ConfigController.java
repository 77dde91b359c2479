package dev.signalbox.admin;

import dev.signalbox.pipeline.ConfigReload;
import dev.signalbox.pipeline.ConfigStatus;
import java.util.List;
import java.util.Map;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.annotation.JsonNaming;

/** Says which of the operator's files are in force, and what is wrong with those that are not. */
@RestController
final class ConfigController {

    private final ConfigReload config;

    ConfigController(ConfigReload config) {
        this.config = config;
    }

    @GetMapping("/admin/config")
    Shown show() {
        return Shown.of(config.status());
    }

    /**
     * @param current false when the files on disk are wrong, and what was in force stays so
     * @param since when what is in force was loaded
     * @param inForce the files it came from
     * @param problems of the files on disk
     * @param outOfService experts of the roster that nobody can ask, and why
     */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    record Shown(
            boolean current,
            String since,
            List<ConfigStatus.InForce> inForce,
            List<ConfigStatus.Problem> problems,
            Map<String, String> outOfService) {
        static Shown of(ConfigStatus status) {
            return new Shown(
                    status.current(),
                    status.since().toString(),
                    status.inForce(),
                    status.problems(),
                    status.outOfService());
        }
    }
}
