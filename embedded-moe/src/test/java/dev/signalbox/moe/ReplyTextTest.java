package dev.signalbox.moe;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class ReplyTextTest {

    private static List<String> pieces(ReplyText text, byte[] bytes) {
        var pieces = new ArrayList<String>();
        for (byte each : bytes) {
            if (!text.stopped()) {
                pieces.add(text.append(new byte[] {each}));
            }
        }
        pieces.add(text.stopped() ? "" : text.end());
        pieces.removeIf(String::isEmpty);
        return pieces;
    }

    private static List<String> pieces(String whole, String... stops) {
        return pieces(new ReplyText(List.of(stops)), whole.getBytes(UTF_8));
    }

    @Test
    void append_bytesOfACharacter_comeTogether() {
        assertThat(pieces("a\u00e9\u20ac\ud83d\ude80")).containsExactly("a", "\u00e9", "\u20ac", "\ud83d\ude80");
    }

    @Test
    void append_noUtf8_isReplaced() {
        var text = new ReplyText(List.of());
        assertThat(String.join("", pieces(text, new byte[] {'a', (byte) 0xff, (byte) 0xc3, 'b'})))
                .isEqualTo("a\ufffd\ufffdb");
    }

    @Test
    void end_withinACharacter_dropsIt() {
        var text = new ReplyText(List.of());
        assertThat(pieces(text, new byte[] {'a', (byte) 0xe2, (byte) 0x82})).containsExactly("a");
    }

    @Test
    void append_whiteSpace_staysWithinOnly() {
        assertThat(pieces(" \n a  b\n\n")).containsExactly("a", "  b");
        assertThat(pieces("  \n")).isEmpty();
    }

    @Test
    void append_stopString_endsBeforeIt() {
        assertThat(pieces("one\n\ntwo", "\n\n")).containsExactly("o", "n", "e");
        assertThat(pieces("aab", "ab")).containsExactly("a");
        assertThat(pieces("stop", "stop")).isEmpty();
    }

    @Test
    void append_severalStops_theFirstCompleteOneEnds() {
        assertThat(String.join("", pieces("abcd", "bcd", "c"))).isEqualTo("ab");
    }

    @Test
    void end_stopStringOnlyBegan_givesItBack() {
        assertThat(pieces("one ENd", "END")).containsExactly("o", "n", "e", " ENd");
    }

    @Test
    void append_anyChunks_sameText() {
        var whole = "  caf\u00e9 \u20ac \ud83d\ude80\nline two ##END not this ";
        var random = new SplittableRandom(3);
        for (int run = 0; run < 200; run++) {
            var text = new ReplyText(List.of("##END", "#x"));
            var joined = new StringBuilder();
            byte[] bytes = whole.getBytes(UTF_8);
            for (int at = 0; at < bytes.length && !text.stopped(); ) {
                int to = Math.min(bytes.length, at + random.nextInt(1, 6));
                joined.append(text.append(java.util.Arrays.copyOfRange(bytes, at, to)));
                at = to;
            }
            assertThat(joined.toString()).isEqualTo("caf\u00e9 \u20ac \ud83d\ude80\nline two");
        }
    }
}
