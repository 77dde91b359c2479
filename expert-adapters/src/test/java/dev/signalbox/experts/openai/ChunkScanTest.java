package dev.signalbox.experts.openai;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.testing.Chat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ChunkScanTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"usage\":{}}",
                "{\"usage\" : {}}",
                "{\"finish_reason\":\"stop\"}",
                "{\"error\":{}}",
                "{\"error\":\"x\"}",
                "{\"a\":[{\"usage\"\n:\t1}]}"
            })
    void isNotable_keyWithAValue_true(String json) {
        assertThat(notable(json)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\"",
                "{}",
                "{\"usage\":null}",
                "{\"error\": null}",
                "{\"finish_reason\":null}",
                "{\"content\":\"usage\"}",
                "{\"content\":\"a \\\"usage\\\":{} b\"}",
                "{\"usages\":1}",
                "{\"usage\"",
                "{\"usage\":",
                "\"finish_reason"
            })
    void isNotable_nullOrTextOrBrokenOff_false(String json) {
        assertThat(notable(json)).isFalse();
    }

    @Test
    void isNotable_ordinaryToken_false() {
        assertThat(notable(Chat.content("usage error finish_reason"))).isFalse();
        assertThat(notable(Chat.finish("stop"))).isTrue();
        assertThat(notable(Chat.usage(1, 1))).isTrue();
    }

    /** Looks at a range in the middle, so that nothing outside it may matter. */
    private static boolean notable(String json) {
        var bytes = ("\"usage\":1" + json + "\":{}").getBytes(UTF_8);
        return ChunkScan.isNotable(bytes, 9, json.getBytes(UTF_8).length);
    }
}
