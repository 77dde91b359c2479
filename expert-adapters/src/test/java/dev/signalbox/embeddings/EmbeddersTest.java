package dev.signalbox.embeddings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.signalbox.features.Embedding;
import dev.signalbox.features.PromptEmbedder;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class EmbeddersTest {

    @Test
    void load_commandLineThatCrashesTheLibrary_isRefused(@TempDir Path folder) throws Exception {
        var commandLine = folder.resolve("cmdline");
        Files.writeString(commandLine, "x".repeat(3500));
        BgeSmallEmbedder.requireShort(commandLine);
        BgeSmallEmbedder.requireShort(folder.resolve("none"));
        Files.writeString(commandLine, "x".repeat(3501));
        assertThatThrownBy(() -> BgeSmallEmbedder.requireShort(commandLine))
                .isInstanceOf(EmbedderUnavailableException.class)
                .hasMessageContaining("@FILE");
    }

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
