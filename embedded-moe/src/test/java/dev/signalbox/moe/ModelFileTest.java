package dev.signalbox.moe;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.signalbox.moe.gguf.GgufHeader;
import dev.signalbox.moe.gguf.GgufTensor;
import dev.signalbox.moe.gguf.GgufValue;
import dev.signalbox.moe.gguf.GgufWriter;
import dev.signalbox.moe.gguf.MalformedGgufException;
import dev.signalbox.moe.gguf.TensorType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ModelFileTest {

    @TempDir
    Path folder;

    private Path good;

    @BeforeEach
    void write() throws IOException {
        good = TinyModel.random(folder.resolve("good.gguf"), 1, 256);
    }

    @Test
    void check_goodModel_readsItsContext() throws IOException {
        assertThat(ModelFile.check(good, true).trainedContext()).isEqualTo(256);
        assertThat(ModelFile.check(good, true).bytes())
                .isLessThan(Files.size(good))
                .isPositive();
    }

    @Test
    void check_unknownArchitecture_refused() throws IOException {
        refused(entries -> entries.put("general.architecture", new GgufValue.Text("lamma")), "architecture \"lamma\"");
    }

    @Test
    void check_architectureThatAnOwnLibraryMayKnow_passes() throws IOException {
        var entries = new LinkedHashMap<String, GgufValue>();
        GgufHeader.read(good)
                .metadata()
                .forEach((key, value) -> entries.put(key.replaceFirst("^llama", "later"), value));
        entries.put("general.architecture", new GgufValue.Text("later"));
        var file = folder.resolve("later.gguf");
        GgufWriter.write(file, entries, new LinkedHashMap<>());
        assertThat(ModelFile.check(file, false).architecture()).isEqualTo("later");
        assertThatExceptionOfType(MalformedGgufException.class).isThrownBy(() -> ModelFile.check(file, true));
    }

    @Test
    void check_impossibleSizes_refused() throws IOException {
        refused(entries -> entries.remove("llama.block_count"), "no llama.block_count");
        refused(entries -> entries.put("llama.block_count", GgufValue.uint32(0)), "llama.block_count is 0");
        refused(entries -> entries.put("llama.expert_count", GgufValue.uint32(257)), "llama.expert_count is 257");
        refused(entries -> entries.put("llama.expert_used_count", GgufValue.uint32(5)), "expected 1 to 4");
        refused(entries -> entries.put("llama.attention.head_count", GgufValue.uint32(5)), "a multiple of 5 heads");
    }

    @Test
    void check_vocabularyThatNativeCodeWouldOverrun_refused() throws IOException {
        refused(entries -> entries.remove("tokenizer.ggml.model"), "no tokenizer.ggml.model");
        refused(
                entries -> entries.put("tokenizer.ggml.scores", GgufValue.texts(List.of("one"))),
                "tokenizer.ggml.scores has 1 entries, expected 354");
        refused(entries -> entries.remove("tokenizer.ggml.tokens"), "has 354 entries, expected 0");
    }

    @Test
    void check_expertsInQ4_0_refused() throws IOException {
        var tensor = new GgufTensor("blk.0.ffn_up_exps.weight", List.of(32L, 2L), TensorType.Q4_0, 0);
        var tensors = new LinkedHashMap<GgufTensor, ByteBuffer>();
        tensors.put(tensor, ByteBuffer.allocate(36));
        var file = folder.resolve("bad.gguf");
        GgufWriter.write(file, new LinkedHashMap<>(GgufHeader.read(good).metadata()), tensors);
        assertThatExceptionOfType(MalformedGgufException.class)
                .isThrownBy(() -> ModelFile.check(file, true))
                .withMessageContaining("is Q4_0, which ends the process");
    }

    @Test
    void check_cutShort_refused() throws IOException {
        byte[] bytes = Files.readAllBytes(good);
        var file = folder.resolve("cut.gguf");
        Files.writeString(file, new String(bytes, 0, bytes.length - 40, ISO_8859_1), ISO_8859_1);
        assertThatExceptionOfType(MalformedGgufException.class)
                .isThrownBy(() -> ModelFile.check(file, true))
                .withMessageContaining("cut.gguf: cut short: tensor");
    }

    private void refused(Consumer<LinkedHashMap<String, GgufValue>> change, String problem) throws IOException {
        var entries = new LinkedHashMap<>(GgufHeader.read(good).metadata());
        change.accept(entries);
        var file = folder.resolve("bad.gguf");
        GgufWriter.write(file, entries, new LinkedHashMap<>());
        assertThatExceptionOfType(MalformedGgufException.class)
                .isThrownBy(() -> ModelFile.check(file, true))
                .withMessageStartingWith(file.toString())
                .withMessageContaining(problem);
    }
}
