package dev.signalbox.features;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

final class HashedNgramEmbedderTest {

    private static final double CHECKSUM = -0.15868012626702233;

    private final PromptEmbedder embedder = new HashedNgramEmbedder();

    @Test
    void embed_anyText_hasUnitNormAndDimension() {
        for (var text : List.of("a", "What is 47 + 385?", "Où est la gare ?", "中文问题", "🙂", "x".repeat(100_000))) {
            var embedding = embedder.embed(text);
            assertThat(embedding.dimension()).isEqualTo(embedder.dimension());
            assertThat(embedding.cosine(embedding)).isBetween(0.999, 1.001);
        }
    }

    @Test
    void embed_emptyText_isZero() {
        assertThat(embedder.embed(" \n").toArray()).containsOnly(0f);
    }

    @Test
    void embed_sameTextOtherwiseWritten_isTheSame() {
        assertThat(embedder.embed("WHAT is  12 plus 34?").toArray())
                .isEqualTo(embedder.embed("what is 56 plus 78?").toArray());
    }

    @Test
    void embed_likeQuestions_liesNearerThanUnlikeOnes() {
        var question = embedder.embed("What is the capital of France?");

        assertThat(question.cosine(embedder.embed("Tell me the capital of Peru.")))
                .isGreaterThan(question.cosine(embedder.embed("Reverse the word lantern.")) + 0.15);
    }

    @Test
    void embed_knownText_staysInItsSpace() {
        // a change here breaks every stored snapshot: give the space a new name
        assertThat(embedder.space()).isEqualTo("hashed-ngram-384-v2");
        var values = embedder.embed("What is 47 + 385?").toArray();
        double checksum = 0;
        for (int i = 0; i < values.length; i++) {
            checksum += values[i] * Math.sin(i);
        }
        assertThat(checksum).isEqualTo(CHECKSUM, within(1e-6));
    }
}
