package dev.signalbox.moe.gguf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class GgufShardsTest {

    @TempDir
    Path folder;

    @Test
    void read_anyOfThreeFiles_givesAllTensorsInOrder() throws IOException {
        for (int i = 0; i < 3; i++) {
            part(i, 3, i, "t" + i);
        }
        for (int i = 0; i < 3; i++) {
            var model = GgufModel.read(path(i, 3));
            assertThat(model.parts()).hasSize(3);
            assertThat(model.file()).isEqualTo(path(0, 3));
            assertThat(model.tensors()).extracting(GgufTensor::name).containsExactly("t0", "t1", "t2");
        }
    }

    @Test
    void read_partMissingOrForeignOrMisnamed_refused() throws IOException {
        part(0, 2, 0, "a");
        refused(path(0, 2), "is one of 2 files, of which " + path(1, 2) + " is missing");
        part(1, 2, 0, "b");
        refused(path(0, 2), "split.no is 0, expected 1");
        part(1, 2, 1, "a");
        refused(path(0, 2), "tensor a stands in two of its files");
        part(1, 2, 1, "b", 5);
        part(0, 2, 0, "a", 5);
        refused(path(0, 2), "split.tensors.count is 5, expected 2");
        var misnamed = Files.copy(path(0, 2), folder.resolve("other.gguf"));
        refused(misnamed, "expected a file name that ends in -00001-of-00002.gguf");
    }

    private Path path(int index, int count) {
        return folder.resolve("m-%05d-of-%05d.gguf".formatted(index + 1, count));
    }

    private void part(int index, int count, int number, String tensor) throws IOException {
        part(index, count, number, tensor, count);
    }

    private void part(int index, int count, int number, String tensor, int tensors) throws IOException {
        var metadata = new LinkedHashMap<String, GgufValue>();
        metadata.put("split.no", new GgufValue.Whole(GgufValue.Type.UINT16, number));
        metadata.put("split.count", new GgufValue.Whole(GgufValue.Type.UINT16, count));
        metadata.put("split.tensors.count", new GgufValue.Whole(GgufValue.Type.INT32, tensors));
        var data = new LinkedHashMap<GgufTensor, ByteBuffer>();
        data.put(new GgufTensor(tensor, List.of(8L), TensorType.F32, 0), ByteBuffer.allocate(32));
        GgufWriter.write(path(index, count), metadata, data);
    }

    private static void refused(Path file, String problem) {
        assertThatExceptionOfType(MalformedGgufException.class)
                .isThrownBy(() -> GgufModel.read(file))
                .withMessageContaining(problem);
    }
}
