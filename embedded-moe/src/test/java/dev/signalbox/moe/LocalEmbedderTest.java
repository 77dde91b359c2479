package dev.signalbox.moe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
    void embed_anything_repeatable() {
        var first = embedder.embed("one two");
        assertThat(first).hasSize(embedder.dimension()).hasSize(64);
        embedder.embed("something else");
        assertThat(embedder.embed("one two")).isEqualTo(first);
    }

    private static double cosine(float[] one, float[] other) {
        return dot(one, other) / Math.sqrt(dot(one, one) * dot(other, other));
    }

    private static double dot(float[] one, float[] other) {
        double sum = 0;
        for (int i = 0; i < one.length; i++) {
            sum += (double) one[i] * other[i];
        }
        return sum;
    }

    @Test
    void embed_moreInCommon_closer() {
        var one = embedder.embed("x".repeat(250) + "one");
        var other = embedder.embed("x".repeat(250) + "two");
        assertThat(cosine(one, other)).isGreaterThan(cosine(one, embedder.embed("7531 ?!")));
    }

    @Test
    void embed_longerThanOneCall_needsNoMoreRoomThanItsTokens() throws IOException {
        var text = "y".repeat(MOST - 1);
        try (var roomy = open(500)) {
            assertThat(roomy.embed(text)).isEqualTo(embedder.embed(text));
        }
    }

    @Test
    void embed_tooLong_isThatOfItsBeginning() {
        var beginning = embedder.embed("y".repeat(MOST - 1));
        assertThat(embedder.embed("y".repeat(MOST - 1) + " and more")).isEqualTo(beginning);
        assertThat(embedder.embed("y".repeat(1_000_000))).isEqualTo(beginning);
    }

    @Test
    void embed_blank_isNoDirection() {
        assertThat(embedder.embed(" ")).containsOnly(0);
    }

    @Test
    void embed_lastTokenPooling_isAnotherSpace() throws IOException {
        try (var last = pooled(3)) {
            var one = last.embed("a word");
            assertThat(one).isNotEqualTo(embedder.embed("a word"));
            assertThat(last.embed("a word")).isEqualTo(one);
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
