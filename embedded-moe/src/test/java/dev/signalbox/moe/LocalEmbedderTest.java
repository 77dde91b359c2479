package dev.signalbox.moe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.signalbox.moe.gguf.GgufFile;
import dev.signalbox.moe.gguf.GgufValue;
import dev.signalbox.moe.gguf.GgufWriter;
import dev.signalbox.moe.gguf.MalformedGgufException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
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
        return LocalEmbedder.open(file, home.resolve("native"), tokens);
    }

    @AfterEach
    void close() {
        embedder.close();
    }

    @Test
    void embed_anything_unitLengthAndRepeatable() {
        var first = embedder.embed("one two");
        assertThat(first.dimension()).isEqualTo(embedder.dimension()).isEqualTo(64);
        assertThat(first.cosine(first)).isCloseTo(1, within(1e-6));
        embedder.embed("something else");
        assertThat(embedder.embed("one two").toArray()).isEqualTo(first.toArray());
    }

    @Test
    void embed_moreInCommon_closer() {
        var one = embedder.embed("x".repeat(250) + "one");
        var other = embedder.embed("x".repeat(250) + "two");
        assertThat(one.cosine(other)).isGreaterThan(one.cosine(embedder.embed("7531 ?!")));
    }

    @Test
    void embed_longerThanOneCall_needsNoMoreRoomThanItsTokens() throws IOException {
        var text = "y".repeat(MOST - 1);
        try (var roomy = open(500)) {
            assertThat(roomy.embed(text).toArray())
                    .isEqualTo(embedder.embed(text).toArray());
        }
    }

    @Test
    void embed_tooLong_isThatOfItsBeginning() {
        var beginning = embedder.embed("y".repeat(MOST - 1)).toArray();
        assertThat(embedder.embed("y".repeat(MOST - 1) + " and more").toArray()).isEqualTo(beginning);
        assertThat(embedder.embed("y".repeat(1_000_000)).toArray()).isEqualTo(beginning);
    }

    @Test
    void embed_blank_isNoDirection() {
        assertThat(embedder.embed(" ").toArray()).containsOnly(0);
    }

    @Test
    void embed_lastTokenPooling_isAnotherSpace() throws IOException {
        try (var last = pooled(3)) {
            var one = last.embed("a word");
            assertThat(one.toArray()).isNotEqualTo(embedder.embed("a word").toArray());
            assertThat(last.embed("a word").toArray()).isEqualTo(one.toArray());
            assertThat(last.space()).startsWith("gguf-").endsWith("/300").isNotEqualTo(embedder.space());
        }
    }

    /** The same model, whose file says how its vectors are pooled. */
    private static LocalEmbedder pooled(long pooling) throws IOException {
        var file = home.resolve("pooled-" + pooling + ".gguf");
        try (var model = GgufFile.open(TinyModel.random(home.resolve("random.gguf"), 9, 512))) {
            var entries = new LinkedHashMap<>(model.header().metadata());
            entries.put("llama.pooling_type", new GgufValue.Whole(GgufValue.Type.UINT32, pooling));
            var tensors = model.header().tensors().stream()
                    .map(tensor -> new GgufWriter.TensorData(tensor, model.data(tensor)))
                    .toList();
            GgufWriter.write(file, entries, tensors);
        }
        return LocalEmbedder.open(file, home.resolve("native"), MOST);
    }

    @Test
    void open_poolingThatIsNotMadeHere_refusedByKey() {
        assertThatThrownBy(() -> pooled(2))
                .isInstanceOf(MalformedGgufException.class)
                .hasMessageContaining("pooling_type is 2, expected 1 (mean) or 3 (last)");
    }

    @Test
    void open_moreThanTrained_takesWhatWasTrained() throws IOException {
        try (var trained = open(10_000)) {
            assertThat(trained.space()).endsWith("/512");
        }
    }

    @Test
    void embed_closed_refused() {
        embedder.close();
        embedder.close();
        assertThatThrownBy(() -> embedder.embed("x")).isInstanceOf(RejectedExecutionException.class);
    }
}
