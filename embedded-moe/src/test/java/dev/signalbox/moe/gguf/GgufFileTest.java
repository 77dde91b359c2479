package dev.signalbox.moe.gguf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class GgufFileTest {

    @TempDir
    Path folder;

    @Test
    void floats_ofAPart_areDecodedWhereTheyLie() throws IOException {
        var bytes = ByteBuffer.allocate(40).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < 10; i++) {
            bytes.putFloat(i / 2f);
        }
        var tensors = new LinkedHashMap<GgufTensor, ByteBuffer>();
        tensors.put(new GgufTensor("before", List.of(3L), TensorType.F32, 0), ByteBuffer.allocate(12));
        tensors.put(new GgufTensor("half", List.of(5L, 2L), TensorType.F32, 0), bytes.flip());
        var file = folder.resolve("f.gguf");
        GgufWriter.write(file, new LinkedHashMap<>(), tensors);
        try (var open = GgufFile.open(file)) {
            var tensor = open.tensor("half").orElseThrow();
            assertThat(open.floats(tensor, 3, 4)).containsExactly(1.5f, 2, 2.5f, 3);
            assertThat(open.data(tensor).byteSize()).isEqualTo(40);
            assertThat(open.tensor("none")).isEmpty();
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> open.floats(tensor, 8, 4))
                    .withMessageContaining("half: 4 numbers from 8");
        }
    }

    @Test
    void floats_beyondTwoGigabytes_areReadToo() throws IOException {
        var tensor = new GgufTensor("large", List.of(1L << 20, 3_000L), TensorType.I8, 0);
        var header = HeaderBytes.of(new LinkedHashMap<>(), List.of(tensor), 32);
        var file = Files.write(folder.resolve("large.gguf"), header);
        long last;
        try (var grown = new RandomAccessFile(file.toFile(), "rw")) {
            grown.setLength(GgufHeader.aligned(header.length, 32) + tensor.bytes());
            last = grown.length() - 1;
            grown.seek(last);
            grown.write(7);
        }
        assertThat(last).isGreaterThan(Integer.MAX_VALUE);
        try (var open = GgufFile.open(file)) {
            assertThat(open.floats(tensor, tensor.elements() - 2, 2)).containsExactly(0, 7);
        }
    }

    @Test
    void write_copyOfAMappedFile_isTheSame() throws IOException {
        var seed = Files.write(folder.resolve("seed.gguf"), Seeds.all().toList().getLast());
        var copy = folder.resolve("copy.gguf");
        try (var open = GgufFile.open(seed)) {
            var data = open.header().tensors().stream()
                    .map(tensor -> new GgufWriter.TensorData(tensor, open.data(tensor)))
                    .toList();
            GgufWriter.write(copy, new LinkedHashMap<>(open.header().metadata()), data);
        }
        assertThat(copy).hasSameBinaryContentAs(seed);
    }

    @Test
    void open_malformedFile_refused() throws IOException {
        var file = Files.writeString(folder.resolve("no.gguf"), "no model");
        assertThatExceptionOfType(MalformedGgufException.class).isThrownBy(() -> GgufFile.open(file));
    }

    @Test
    void decode_typeWithoutDecoder_saysWhichHaveOne() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Decoder.of(TensorType.IQ2_XXS))
                .withMessageStartingWith("type IQ2_XXS: not decoded, expected one of [F32");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Decoder.of(TensorType.Q8_0).decode(MemorySegment.ofArray(new byte[35])))
                .withMessageContaining("expected whole Q8_0 blocks of 34");
    }
}
