package dev.signalbox.embedders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.signalbox.cli.bench.RandomMoe;
import dev.signalbox.embeddings.EmbedderUnavailableException;
import dev.signalbox.features.HashedNgramEmbedder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class EmbedderChoiceTest {

    @TempDir
    Path folder;

    @Test
    void of_names_areTheEmbeddersThatComeWithUs() throws EmbedderUnavailableException {
        assertThat(EmbedderChoice.of("bge")).isEqualTo(new EmbedderChoice.Bge());
        assertThat(EmbedderChoice.of("hashed").load(folder)).isInstanceOf(HashedNgramEmbedder.class);
    }

    @Test
    void of_ggufFile_embeds() throws Exception {
        var model = RandomMoe.write(folder.resolve("random.gguf"), RandomMoe.Shape.of(3_000_000));
        var embedder = (GgufEmbedder) EmbedderChoice.of(model.toString()).load(folder.resolve("native"));
        try (var local = embedder.model()) {
            var one = embedder.embed("What is a tram?");
            assertThat(one.dimension()).isEqualTo(embedder.dimension()).isEqualTo(local.dimension());
            assertThat(one.cosine(embedder.embed("12 + 13"))).isLessThan(0.999);
            assertThat(embedder.space()).startsWith("gguf-");
        }
    }

    @Test
    void of_anythingElse_refusedWithWhatIsExpected() throws IOException {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> EmbedderChoice.of("bert"))
                .withMessage("\"bert\", expected bge, hashed, or a .gguf file that is there");
        var broken = Files.write(folder.resolve("broken.gguf"), new byte[] {'G', 'G', 'U', 'F', 9});
        assertThatThrownBy(() -> EmbedderChoice.of(broken.toString()).check())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("broken.gguf");
    }
}
