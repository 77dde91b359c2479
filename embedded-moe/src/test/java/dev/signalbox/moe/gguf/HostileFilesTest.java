package dev.signalbox.moe.gguf;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.signalbox.moe.gguf.GgufValue.Type;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Files that lie, and what was once found by fuzzing. */
@Timeout(20)
final class HostileFilesTest {

    private static final Path FILE = Path.of("hostile.gguf");
    private static final Path FOUND = Path.of("src/test/resources/dev/signalbox/moe/gguf/GgufFuzzInputs/check");

    @TempDir
    Path folder;

    @ParameterizedTest
    @MethodSource("dev.signalbox.moe.gguf.Seeds#all")
    void check_seed_isReadAndWrittenTheSame(byte[] seed) throws MalformedGgufException {
        FuzzedFile.check(seed);
        assertThat(read(seed).metadata()).isNotEmpty();
    }

    @ParameterizedTest
    @MethodSource("found")
    void check_whatFuzzingFound_holds(Path input) throws IOException {
        FuzzedFile.check(Files.readAllBytes(input));
    }

    static List<Path> found() throws IOException {
        try (var files = Files.list(FOUND)) {
            return files.sorted().toList();
        }
    }

    @Test
    void check_seedsChangedAtRandom_holds() throws MalformedGgufException {
        var random = new SplittableRandom(3);
        var seeds = Seeds.all().toList();
        for (int i = 0; i < 4_000; i++) {
            byte[] changed = seeds.get(i % seeds.size()).clone();
            for (int j = 0; j <= i % 4; j++) {
                changed[random.nextInt(Math.min(changed.length, 1_200))] = (byte) random.nextInt();
            }
            FuzzedFile.check(changed);
        }
    }

    @Test
    void read_billionKeysInAFileThatIsLargeEnough_refusedAtOnce() throws IOException {
        var file = sparse(folder.resolve("keys.gguf"), 40L << 30, 0, 1_000_000_000);
        refused(file, "the number of metadata entries is 1000000000, expected at most 65536");
        refused(sparse(folder.resolve("t.gguf"), 40L << 30, 1_000_000_000, 0), "the number of tensors is 1000000000");
    }

    @Test
    void read_hugeArrayInAFileThatIsLargeEnough_refusedAtOnce() throws IOException {
        for (var type : List.of(Type.UINT8, Type.STRING, Type.ARRAY)) {
            var out = start(0, 1);
            text(out, "key").putInt(Type.ARRAY.code()).putInt(type.code()).putLong(1_500_000_000);
            refused(sparse(folder.resolve(type + ".gguf"), 40L << 30, out), "key");
        }
    }

    @Test
    void read_hugeText_refusedAtOnce() throws IOException {
        var out = start(0, 1);
        text(out, "key").putInt(Type.STRING.code()).putLong(2_000_000_000);
        refused(sparse(folder.resolve("text.gguf"), 40L << 30, out), "goes on after 268435456 bytes, within key");
        out = start(0, 1).putLong(70_000);
        refused(sparse(folder.resolve("key.gguf"), 1 << 20, out), "length of metadata key 0 is 70000");
    }

    @Test
    void read_arraysOfArrays_refusedBelowTheSecond() {
        var out = start(0, 1);
        text(out, "deep").putInt(Type.ARRAY.code());
        for (int i = 0; i < 50; i++) {
            out.putInt(Type.ARRAY.code()).putLong(1);
        }
        refused(out, "metadata key deep nests arrays deeper than 2");
    }

    @Test
    void read_manyEmptyArrays_refusedInBoundedMemory() {
        var out = ByteBuffer.allocate(64 << 20).order(ByteOrder.LITTLE_ENDIAN);
        out.put(start(0, 1).flip());
        text(out, "many").putInt(Type.ARRAY.code()).putInt(Type.ARRAY.code()).putLong(5_000_000);
        refused(out, "the length of many is 5000000, expected at most 4194303");
    }

    @Test
    void read_keyTwiceOrEmptyOrNotText_refused() {
        var out = start(0, 2);
        for (int i = 0; i < 2; i++) {
            text(out, "twice").putInt(Type.UINT8.code()).put((byte) 1);
        }
        refused(out, "metadata key twice stands there twice");
        refused(start(0, 1).putLong(0).putInt(0).put((byte) 1), "metadata key 0 is empty");
        refused(start(0, 1).putLong(1).put((byte) 0xff).putInt(0).put((byte) 1), "metadata key 0 is not UTF-8");
    }

    @Test
    void read_tensorsThatShareBytesOrNames_refused() {
        refused(tensors(at("a", 0, 64), at("b", 32, 8)), "tensors a and b overlap");
        refused(tensors(at("b", 64, 8), at("a", 64, 1)), "tensors b and a overlap");
        refused(tensors(at("a", 0, 8), at("a", 32, 8)), "tensor a stands there twice");
    }

    @Test
    void read_tensorOffTheAlignmentOrOutside_refused() {
        refused(tensors(at("a", 8, 8)), "tensor a lies at 8 of the data, expected a multiple of 32");
        refused(tensors(at("a", -32, 8)), "tensor a lies at 18446744073709551584 of the data");
        refused(tensors(at("a", 1L << 40, 8)), "tensor a takes 32 bytes, of which 0 are there");
        refused(tensors(at("a", 0, 1L << 40)), "cut short: tensor a takes 4398046511104 bytes");
    }

    @Test
    void read_productThatOverflows_refused() {
        var huge = new GgufTensor("a", List.of(1L << 40, 1L << 30, 3L), TensorType.F32, 0);
        refused(tensors(huge), "tensor a of [1099511627776, 1073741824, 3] is larger than any file");
        refused(tensors(new GgufTensor("a", List.of(1L << 61), TensorType.F64, 0)), "larger than any file");
    }

    @Test
    void read_namesWithControlCharacters_areShownHarmless() {
        refused(tensors(at("evil\n\u001b[2J", 8, 8)), "tensor evil\\u{a}\\u{1b}[2J lies at 8");
    }

    @Test
    void read_oddValues_refused() {
        var out = start(0, 1);
        text(out, "truth").putInt(Type.BOOL.code()).put((byte) 2);
        refused(out, "metadata key truth is 2, expected a truth, 0 or 1");
        out = start(0, 1);
        text(out, GgufHeader.ALIGNMENT).putInt(Type.UINT32.code()).putInt(48);
        refused(out, "general.alignment is 48, expected a power of two up to 1 MiB");
        refused(ByteBuffer.allocate(64).put("GGUF".getBytes(UTF_8)).putInt(3), "is big-endian");
    }

    private static GgufTensor at(String name, long offset, long count) {
        return new GgufTensor(name, List.of(count), TensorType.F32, offset);
    }

    /** Descriptions as they are given, and 4 KiB of data. */
    private static ByteBuffer tensors(GgufTensor... tensors) {
        var out = start(tensors.length, 0);
        for (var tensor : tensors) {
            text(out, tensor.name()).putInt(tensor.dimensions().size());
            tensor.dimensions().forEach(out::putLong);
            out.putInt(tensor.type().code()).putLong(tensor.offset());
        }
        return out;
    }

    private static ByteBuffer start(long tensors, long entries) {
        var out = ByteBuffer.allocate(4_096).order(ByteOrder.LITTLE_ENDIAN);
        return out.putInt(GgufHeader.MAGIC).putInt(3).putLong(tensors).putLong(entries);
    }

    private static ByteBuffer text(ByteBuffer out, String text) {
        byte[] utf8 = text.getBytes(UTF_8);
        return out.putLong(utf8.length).put(utf8);
    }

    private static void refused(ByteBuffer out, String problem) {
        assertThatExceptionOfType(MalformedGgufException.class)
                .isThrownBy(() -> read(out.array()))
                .withMessageStartingWith(FILE + ": ")
                .withMessageContaining(problem);
    }

    private static void refused(Path file, String problem) {
        assertThatExceptionOfType(MalformedGgufException.class)
                .isThrownBy(() -> GgufHeader.read(file))
                .withMessageContaining(problem);
    }

    private static Path sparse(Path file, long size, long tensors, long entries) throws IOException {
        return sparse(file, size, start(tensors, entries));
    }

    /** A file that claims a size which it does not take on disk. */
    private static Path sparse(Path file, long size, ByteBuffer head) throws IOException {
        Files.write(file, Arrays.copyOf(head.array(), head.position()));
        try (var grown = new RandomAccessFile(file.toFile(), "rw")) {
            grown.setLength(size);
        }
        return file;
    }

    private static GgufHeader read(byte[] bytes) throws MalformedGgufException {
        return GgufHeader.read(FILE, MemorySegment.ofArray(bytes));
    }
}
