package dev.signalbox.cli.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.evaluate.Progress;
import dev.signalbox.features.Embedding;
import dev.signalbox.features.HashedNgramEmbedder;
import dev.signalbox.features.PromptEmbedder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class EmbeddingCacheTest {

    private static final List<String> PROMPTS = List.of("one", "two", "one", "three");

    @TempDir
    private Path folder = Path.of("");

    private final List<String> warnings = new ArrayList<>();
    private final List<String> asked = Collections.synchronizedList(new ArrayList<>());

    private PromptEmbedder embedder(String space) {
        var hashed = new HashedNgramEmbedder();
        return new PromptEmbedder() {
            @Override
            public String space() {
                return space;
            }

            @Override
            public int dimension() {
                return hashed.dimension();
            }

            @Override
            public Embedding embed(String text) {
                asked.add(text);
                return hashed.embed(text);
            }
        };
    }

    private PromptEmbedder embed(String space, List<String> prompts) throws InterruptedException {
        return new EmbeddingCache(folder.resolve("cache"), embedder(space), 2, warnings::add)
                .embed(prompts, Progress.NONE);
    }

    private Path onlyFile() throws IOException {
        try (var files = Files.list(folder.resolve("cache"))) {
            var all = files.toList();
            assertThat(all).hasSize(1);
            return all.getFirst();
        }
    }

    @Test
    void embed_twice_computesOnce() throws InterruptedException {
        var first = embed("a", PROMPTS);
        var second = embed("a", PROMPTS);

        assertThat(asked).containsExactlyInAnyOrder("one", "two", "three");
        assertThat(second.embed("two").toArray()).isEqualTo(first.embed("two").toArray());
        assertThat(second.space()).isEqualTo("a");
        assertThat(asked).hasSize(3);
    }

    @Test
    void embed_otherSpaceOrPrompts_computesAgain() throws InterruptedException {
        embed("a", PROMPTS);
        embed("b", PROMPTS);
        embed("a", List.of("on", "etwo", "three"));

        assertThat(asked).hasSize(9);
    }

    @Test
    void embed_truncatedFile_warnsAndComputesAgain() throws InterruptedException, IOException {
        embed("a", PROMPTS);
        var bytes = Files.readAllBytes(onlyFile());
        Files.write(onlyFile(), Arrays.copyOf(bytes, bytes.length / 2));

        embed("a", PROMPTS);

        assertThat(warnings)
                .singleElement()
                .asString()
                .contains("ends early")
                .contains(onlyFile().toString());
        assertThat(asked).hasSize(6);
        assertThat(Files.readAllBytes(onlyFile())).isEqualTo(bytes);
    }

    @Test
    void embed_flippedBit_warnsAndComputesAgain() throws InterruptedException, IOException {
        embed("a", PROMPTS);
        var bytes = Files.readAllBytes(onlyFile());
        bytes[bytes.length - 1] ^= 1;
        Files.write(onlyFile(), bytes);

        embed("a", PROMPTS);

        assertThat(warnings).singleElement().asString().contains("checksum");
    }

    @Test
    void embed_folderCannotBeMade_warnsAndGoesOn() throws InterruptedException, IOException {
        Files.writeString(folder.resolve("cache"), "a file in the way");

        assertThat(embed("a", PROMPTS).embed("one").dimension()).isPositive();
        assertThat(warnings).singleElement().asString().contains("cannot be written");
    }
}
