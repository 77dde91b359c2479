package dev.signalbox.embeddings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.langchain4j.model.embedding.onnx.bgesmallenv15q.BgeSmallEnV15QuantizedEmbeddingModel;
import dev.signalbox.features.Embedding;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

final class BgeSmallEmbedderTest {

    private static BgeSmallEmbedder embedder;

    @BeforeAll
    static void load() throws Exception {
        embedder = BgeSmallEmbedder.load();
    }

    @AfterAll
    static void close() {
        embedder.close();
    }

    @Test
    void embed_question_sameVectorAsLangChain4jButForRounding() {
        var reference = new BgeSmallEnV15QuantizedEmbeddingModel();
        for (var text : new String[] {"What is the capital of Peru?", "Naïve café: 3.14 — 日本", "word ".repeat(100)}) {
            var theirs = Embedding.of(reference.embed(text).content().vector());
            var ours = embedder.embed(text);
            assertThat(ours.cosine(theirs)).as(text).isGreaterThan(0.998);
        }
    }

    @Test
    void embed_relatedTexts_areCloserThanUnrelated() {
        var capital = embedder.embed("What is the capital of Peru?");
        var lima = embedder.embed("Which city is Peru's seat of government?");
        var sum = embedder.embed("Add 47 and 385.");
        assertThat(capital.cosine(lima)).isGreaterThan(capital.cosine(sum) + 0.1);
    }

    @Test
    void embed_blank_isTheZeroVector() {
        assertThat(embedder.embed(" \n").toArray()).containsOnly(0f);
    }

    @Test
    void embed_veryLongText_dependsOnItsStartOnly() {
        var start = "word ".repeat(200);
        assertThat(embedder.embed(start + "x ".repeat(100_000)).toArray())
                .isEqualTo(embedder.embed(start).toArray());
    }

    @Test
    void embed_manyThreads_sameVectors() throws Exception {
        float[] alone = embedder.embed("the same text").toArray();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var tasks = IntStream.range(0, 32)
                    .<Callable<float[]>>mapToObj(
                            i -> () -> embedder.embed("the same text").toArray())
                    .toList();
            for (var result : threads.invokeAll(tasks)) {
                assertThat(result.get()).isEqualTo(alone);
            }
        }
    }

    @Test
    void embed_closed_saysSo() throws Exception {
        var closed = BgeSmallEmbedder.load();
        closed.close();
        closed.close();
        assertThatIllegalStateException().isThrownBy(() -> closed.embed("x")).withMessageContaining("closed");
    }
}
