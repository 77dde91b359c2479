package dev.signalbox.moe.gguf;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;

/** What must hold of any bytes at all: they are a header that can be written again, or an error that says why not. */
final class FuzzedFile {

    private static final Path FILE = Path.of("fuzzed.gguf");

    private FuzzedFile() {}

    static void check(byte[] bytes) throws MalformedGgufException {
        GgufHeader header;
        try {
            header = GgufHeader.read(FILE, MemorySegment.ofArray(bytes));
        } catch (MalformedGgufException e) {
            assertThat(e.getMessage()).startsWith(FILE + ": ").doesNotContainPattern("\\p{Cntrl}");
            return;
        }
        sameAfterWriting(header);
        profile(header);
    }

    /** Whatever can be read can be written, and is then read to the same. */
    private static void sameAfterWriting(GgufHeader header) throws MalformedGgufException {
        byte[] written = Seeds.file(new LinkedHashMap<>(header.metadata()), header.tensors());
        var again = GgufHeader.read(FILE, MemorySegment.ofArray(written));
        assertThat(again.metadata()).isEqualTo(header.metadata());
        assertThat(again.tensors().stream().map(FuzzedFile::unplaced))
                .isEqualTo(header.tensors().stream().map(FuzzedFile::unplaced).toList());
    }

    private static GgufTensor unplaced(GgufTensor tensor) {
        return new GgufTensor(tensor.name(), tensor.dimensions(), tensor.type(), 0);
    }

    private static void profile(GgufHeader header) {
        try {
            var profile = ModelProfile.of(new GgufModel(List.of(new GgufModel.Part(FILE, header))));
            assertThat(profile.active().parameters())
                    .isBetween(0L, profile.total().parameters());
            assertThat(profile.cacheBytesPerToken(TensorType.F16, TensorType.Q8_0))
                    .isNotNegative();
        } catch (MalformedGgufException e) {
            assertThat(e.getMessage()).startsWith(FILE + ": ");
        }
    }
}
