package dev.signalbox.moe;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.moe.gguf.Decoder;
import dev.signalbox.moe.gguf.TensorType;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Our knowledge of ggml's types against the library's own. */
@SuppressWarnings("restricted") // calling native code is what is tested
final class DecoderAgainstLibraryTest {

    private static final int BLOCKS = 300;

    @TempDir
    static Path folder;

    private static SymbolLookup symbols;

    @BeforeAll
    static void load() throws IOException {
        NativeLibrary.load(folder);
        symbols = SymbolLookup.libraryLookup(folder.resolve(System.mapLibraryName("jllama")), Arena.global());
    }

    @ParameterizedTest
    @EnumSource(
            mode = EnumSource.Mode.EXCLUDE,
            names = {"MXFP4", "NVFP4", "Q1_0", "Q2_0"})
    void sizes_ofEveryTypeThatTheLibraryKnows_areItsOwn(TensorType type) throws Throwable {
        var bytes = find("ggml_type_size", FunctionDescriptor.of(JAVA_LONG, JAVA_INT));
        var elements = find("ggml_blck_size", FunctionDescriptor.of(JAVA_LONG, JAVA_INT));
        assertThat(type.blockBytes()).isEqualTo((int) (long) bytes.invokeExact(type.code()));
        assertThat(type.blockElements()).isEqualTo((int) (long) elements.invokeExact(type.code()));
    }

    @ParameterizedTest
    @EnumSource(
            names = {
                "Q4_0", "Q4_1", "Q5_0", "Q5_1", "Q8_0", "Q2_K", "Q3_K", "Q4_K", "Q5_K", "Q6_K", "Q8_K", "IQ4_NL",
                "IQ4_XS"
            })
    void decode_randomBlocks_givesTheLibrarysBits(TensorType type) throws Throwable {
        var name =
                "dequantize_row_" + (type.name().startsWith("IQ") ? type.name().toLowerCase() : lower(type));
        compare(type, find(name, FunctionDescriptor.ofVoid(ADDRESS, ADDRESS, JAVA_LONG)));
    }

    @ParameterizedTest
    @EnumSource(names = {"F16", "BF16"})
    void decode_everyHalf_givesTheLibrarysBits(TensorType type) throws Throwable {
        var name = "ggml_" + (type == TensorType.F16 ? "fp16" : "bf16") + "_to_fp32_row";
        compare(type, find(name, FunctionDescriptor.ofVoid(ADDRESS, ADDRESS, JAVA_LONG)));
    }

    private static String lower(TensorType type) {
        return type.name().replace('Q', 'q');
    }

    private static void compare(TensorType type, MethodHandle decode) throws Throwable {
        try (var arena = Arena.ofConfined()) {
            byte[] random = new byte[BLOCKS * type.blockBytes()];
            new SplittableRandom(type.ordinal()).nextBytes(random);
            var blocks = arena.allocate(random.length, 16).copyFrom(MemorySegment.ofArray(random));
            int count = BLOCKS * type.blockElements();
            var theirs = arena.allocate(JAVA_FLOAT, count);
            decode.invokeExact(blocks, theirs, (long) count);
            float[] ours = Decoder.of(type).decode(blocks);
            for (int i = 0; i < count; i++) {
                float expected = theirs.getAtIndex(JAVA_FLOAT, i);
                assertThat(Float.floatToIntBits(ours[i]))
                        .as("%s number %d: %s, the library's %s", type, i, ours[i], expected)
                        .isEqualTo(Float.floatToIntBits(expected));
            }
        }
    }

    private static MethodHandle find(String name, FunctionDescriptor descriptor) {
        return Linker.nativeLinker().downcallHandle(symbols.findOrThrow(name), descriptor);
    }
}
