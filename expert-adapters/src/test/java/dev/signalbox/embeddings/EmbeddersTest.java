package dev.signalbox.embeddings;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.features.Embedding;
import dev.signalbox.features.PromptEmbedder;
import org.junit.jupiter.api.Test;

final class EmbeddersTest {

    private final PromptEmbedder plain = new PromptEmbedder() {
        @Override
        public String space() {
            return "plain";
        }

        @Override
        public int dimension() {
            return 1;
        }

        @Override
        public Embedding embed(String text) {
            return Embedding.of(new float[] {1});
        }
    };

    @Test
    void best_nativesDoNotLoad_isTheOther() {
        Embedders.Loader broken = () -> {
            throw new EmbedderUnavailableException("no natives", new UnsatisfiedLinkError("libonnxruntime"));
        };
        assertThat(Embedders.best(broken, plain)).isSameAs(plain);
    }

    @Test
    void best_onThisMachine_isBge() {
        try (var best = (BgeSmallEmbedder) Embedders.best()) {
            assertThat(best.space()).isEqualTo("bge-small-en-v1.5-q/128");
            assertThat(best.dimension()).isEqualTo(384);
        }
    }
}
