package dev.signalbox.cli;

import static dev.signalbox.cli.KillTally.Ending.How.ANSWERED;
import static dev.signalbox.cli.KillTally.Ending.How.BROKEN;
import static dev.signalbox.cli.KillTally.Ending.How.FAILED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.cli.KillTally.Ending;
import dev.signalbox.cli.KillTally.Ending.How;
import java.util.List;
import org.junit.jupiter.api.Test;

final class KillTallyTest {

    private static final String CHUNK = "data: {\"choices\":[]}\n\n";
    private static final String ERROR = "data: {\"error\":{\"message\":\"x\"}}\n\n";

    @Test
    void how_ofAReply_isAnsweredOnlyWhenWhole() {
        assertThat(How.of(false, 200, "{\"choices\":[]}")).isEqualTo(ANSWERED);
        assertThat(How.of(true, 200, CHUNK + "data: [DONE]\n\n")).isEqualTo(ANSWERED);
        assertThat(How.of(false, 503, "{\"error\":{}}")).isEqualTo(FAILED);
        assertThat(How.of(true, 200, CHUNK + ERROR)).isEqualTo(FAILED);
    }

    @Test
    void how_ofAnythingElse_isBroken() {
        assertThat(How.of(true, 200, CHUNK)).isEqualTo(BROKEN);
        assertThat(How.of(true, 200, ERROR + "data: [DONE]\n\n")).isEqualTo(BROKEN);
        assertThat(How.of(false, 200, "")).isEqualTo(BROKEN);
        assertThat(How.of(false, 503, "<html>")).isEqualTo(BROKEN);
        assertThat(How.of(false, 401, "{\"error\":{}}")).isEqualTo(BROKEN);
    }

    @Test
    void words_ofATally_countEveryEnding() {
        var tally = new KillTally(
                List.of(new KillTally.Kill(3, 0.5), new KillTally.Kill(4, 1.5)),
                List.of(
                        new Ending("a", "local/victim", ANSWERED),
                        new Ending("b", "local/fallback", ANSWERED),
                        new Ending("c", "local/victim", FAILED)),
                3,
                true);
        assertThat(tally.isGood()).isTrue();
        assertThat(tally.words())
                .contains("killed 2 times", "1.50 s (longest)")
                .contains("Requests: 3, of which 7 were under way")
                .contains("1 answered by the worker, 1 by the fallback, 1 failed cleanly, 0 in any other way")
                .contains("Records: 3 of 3. The service is well.");
        assertThat(new KillTally(tally.kills(), tally.endings(), 2, true).isGood())
                .isFalse();
        assertThat(new KillTally(tally.kills(), tally.endings(), 3, false).isGood())
                .isFalse();
    }
}
