package dev.signalbox.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.signalbox.moe.BundledModels;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class MoeSoakTest {

    @TempDir
    static Path home;

    @Test
    void run_roomForHalfOfTheModels_everyRequestEndsRight() throws Exception {
        assumeThat(BundledModels.names()).hasSizeGreaterThan(1);
        var leak = new MoeSoak(home, 30).run();
        assertThat(leak.failed()).isZero();
        assertThat(leak.answered() + leak.cancelled()).isEqualTo(30);
        assertThat(leak.cancelled()).isLessThanOrEqualTo(3);
    }
}
