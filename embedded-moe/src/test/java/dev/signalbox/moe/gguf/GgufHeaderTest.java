package dev.signalbox.moe.gguf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class GgufHeaderTest {

    @TempDir
    Path folder;

    private final LinkedHashMap<String, GgufValue> metadata = new LinkedHashMap<>();
    private final LinkedHashMap<GgufTensor, ByteBuffer> tensors = new LinkedHashMap<>();
    private Path file;

    @BeforeEach
    void write() throws IOException {
        metadata.put("text", new GgufValue.Text("caf\u00e9"));
        metadata.put("truth", new GgufValue.Truth(true));
        metadata.put("byte", new GgufValue.Whole(GgufValue.Type.UINT8, 200));
        metadata.put("short", new GgufValue.Whole(GgufValue.Type.INT16, -2));
        metadata.put("whole", GgufValue.uint32(4_000_000_000L));
        metadata.put("long", new GgufValue.Whole(GgufValue.Type.INT64, Long.MIN_VALUE));
        metadata.put("single", GgufValue.float32(0.5));
        metadata.put("double", new GgufValue.Real(GgufValue.Type.FLOAT64, Math.PI));
        metadata.put("texts", GgufValue.texts(List.of("a", "", "b")));
        metadata.put("none", new GgufValue.Sequence(GgufValue.Type.FLOAT32, List.of()));
        tensors.put(new GgufTensor("first", List.of(3L), TensorType.F32, 0), ByteBuffer.allocate(12));
        tensors.put(new GgufTensor("second", List.of(32L, 2L), TensorType.Q8_0, 32), ByteBuffer.allocate(68));
        file = folder.resolve("f.gguf");
        GgufWriter.write(file, metadata, tensors);
    }

    @Test
    void read_whatWasWritten_isTheSame() throws IOException {
        var header = GgufHeader.read(file);
        assertThat(header.metadata()).containsExactlyEntriesOf(metadata);
        assertThat(header.tensors()).containsExactlyElementsOf(tensors.keySet());
        assertThat(header.version()).isEqualTo(3);
        assertThat(header.dataOffset() % 32).isZero();
        assertThat(header.dataOffset() + 32 + 96).isEqualTo(Files.size(file));
    }

    @Test
    void read_cutAnywhere_saysSo() throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        int lastNeeded = bytes.length - 28;
        for (int length = 0; length < lastNeeded; length++) {
            var cut = Files.write(folder.resolve("cut.gguf"), Arrays.copyOf(bytes, length));
            assertThatExceptionOfType(MalformedGgufException.class)
                    .as("cut to %d", length)
                    .isThrownBy(() -> GgufHeader.read(cut))
                    .withMessageStartingWith(cut.toString());
        }
    }

    @Test
    void read_anyByteChanged_givesAHeaderOrSaysWhy() throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        var random = new SplittableRandom(5);
        for (int i = 0; i < 500; i++) {
            byte[] changed = bytes.clone();
            changed[random.nextInt(changed.length)] = (byte) random.nextInt();
            changed[random.nextInt(changed.length)] = (byte) (random.nextBoolean() ? 0xff : 0x7f);
            var other = Files.write(folder.resolve("changed.gguf"), changed);
            try {
                assertThat(GgufHeader.read(other).dataOffset()).isPositive();
            } catch (MalformedGgufException e) {
                assertThat(e).hasMessageStartingWith(other.toString());
            }
        }
    }

    @Test
    void read_hostileCount_costsNothing() throws IOException {
        var bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(java.nio.ByteOrder.LITTLE_ENDIAN);
        for (int at : new int[] {8, 16, 24}) {
            for (long count : new long[] {Long.MAX_VALUE, -1, 1L << 40}) {
                var hostile = bytes.array().clone();
                ByteBuffer.wrap(hostile).order(java.nio.ByteOrder.LITTLE_ENDIAN).putLong(at, count);
                var other = Files.write(folder.resolve("hostile.gguf"), hostile);
                assertThatExceptionOfType(MalformedGgufException.class)
                        .isThrownBy(() -> GgufHeader.read(other))
                        .withMessageContaining("more than the file can hold");
            }
        }
    }

    @Test
    void read_oldVersion_namesIt() throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        bytes[4] = 1;
        Files.write(file, bytes);
        assertThatExceptionOfType(MalformedGgufException.class)
                .isThrownBy(() -> GgufHeader.read(file))
                .withMessageContaining("GGUF version 1, expected 2 or 3");
    }

    @Test
    void read_typedLookups_findOnlyTheirType() throws IOException {
        var header = GgufHeader.read(file);
        assertThat(header.text("text")).contains("caf\u00e9");
        assertThat(header.whole("text")).isEmpty();
        assertThat(header.whole("whole")).contains(4_000_000_000L);
        assertThat(header.sequence("texts")).isPresent();
        assertThat(header.text("missing")).isEmpty();
    }
}
