package dev.signalbox.moe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LocalEmbedderTest {

    private static final int MOST = 300;

    @TempDir
    static Path home;

    private LocalEmbedder embedder;

    @BeforeEach
    void open() throws IOException {
        embedder = open(MOST);
    }

    private static LocalEmbedder open(int tokens) throws IOException {
        var file = TinyModel.random(home.resolve("random.gguf"), 9, 512);
        return LocalEmbedder.open(file, home.resolve("native"), tokens, 1);
    }

    @AfterEach
    void close() {
        embedder.close();
    }

    private static double dot(float[] one, float[] other) {
        double sum = 0;
        for (int i = 0; i < one.length; i++) {
            sum += (double) one[i] * other[i];
        }
        return sum;
    }

    @Test
    void embed_anything_unitLengthAndRepeatable() {
        var first = embedder.embed("one two");
        assertThat(first).hasSize(embedder.width()).hasSize(64);
        assertThat(dot(first, first)).isCloseTo(1, within(1e-6));
        embedder.embed("something else");
        assertThat(embedder.embed("one two")).isEqualTo(first);
    }

    @Test
    void embed_moreInCommon_closer() {
        var one = embedder.embed("x".repeat(250) + "one");
        var other = embedder.embed("x".repeat(250) + "two");
        assertThat(dot(one, other)).isGreaterThan(dot(one, embedder.embed("7531 ?!")));
    }

    @Test
    void embed_longerThanOneCall_needsNoMoreRoomThanItsTokens() throws IOException {
        var text = "y".repeat(MOST - 1);
        try (var roomy = open(500)) {
            assertThat(roomy.embed(text)).isEqualTo(embedder.embed(text));
        }
    }

    @Test
    void embed_tooLong_refusedWithTheNumbers() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> embedder.embed("y".repeat(MOST)))
                .withMessage("text: 301 tokens, expected 1 to 300 with this model");
    }

    @Test
    void open_moreThanTrained_refusedWithTheNumbers() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> open(513))
                .withMessageStartingWith("tokens: 513, expected 1 to 512");
    }

    @Test
    void embed_closed_refused() {
        embedder.close();
        embedder.close();
        assertThatThrownBy(() -> embedder.embed("x")).isInstanceOf(RejectedExecutionException.class);
    }
}
