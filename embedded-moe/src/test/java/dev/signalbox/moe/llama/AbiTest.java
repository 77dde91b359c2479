package dev.signalbox.moe.llama;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class AbiTest {

    private static final Path LIBRARY = Path.of("libllama.so");

    /** Bytes between fields that a compiler left alone. */
    private static final byte GAP = (byte) 0xA5;

    private static final Map<String, Integer> WHOLE = Map.ofEntries(
            Map.entry("split_mode", 1),
            Map.entry("n_ctx", 512),
            Map.entry("n_batch", 2048),
            Map.entry("n_ubatch", 512),
            Map.entry("n_seq_max", 1),
            Map.entry("n_outputs_max_per_seq", 1),
            Map.entry("n_threads", 4),
            Map.entry("n_threads_batch", 4),
            Map.entry("rope_scaling_type", -1),
            Map.entry("pooling_type", -1),
            Map.entry("attention_type", -1),
            Map.entry("flash_attn_type", -1),
            Map.entry("type_k", 1),
            Map.entry("type_v", 1));
    private static final Map<String, Float> REAL = Map.of(
            "yarn_ext_factor",
            -1f,
            "yarn_attn_factor",
            1f,
            "yarn_beta_fast",
            32f,
            "yarn_beta_slow",
            1f,
            "defrag_thold",
            -1f);
    private static final List<String> TRUE =
            List.of("use_mmap", "use_extra_bufts", "offload_kqv", "no_perf", "op_offload", "swa_full");

    static List<Abi> known() {
        return Abi.KNOWN;
    }

    @ParameterizedTest
    @MethodSource("known")
    void of_eachBuildsDefaults_itself(Abi abi) {
        assertThat(Abi.of(LIBRARY, defaults(abi))).isEqualTo(abi);
    }

    @Test
    void layouts_bundledAndNewer_haveTheSizesThatCompilersGiveThem() {
        assertThat(Abi.KNOWN.getFirst().model().byteSize()).isEqualTo(64);
        assertThat(Abi.KNOWN.getFirst().context().byteSize()).isEqualTo(120);
        assertThat(Abi.KNOWN.getLast().model().byteSize()).isEqualTo(80);
        assertThat(Abi.KNOWN.getLast().context().byteSize()).isEqualTo(160);
        assertThat(offset(Abi.KNOWN.getLast().context(), "cb_eval")).isEqualTo(88);
        assertThat(offset(Abi.KNOWN.getLast().model(), "kv_overrides")).isEqualTo(64);
    }

    @Test
    void of_unknownDefault_namesFieldValueAndExpectation() {
        var abi = Abi.KNOWN.getFirst();
        var defaults = defaults(abi);
        defaults.context().set(JAVA_INT_UNALIGNED, offset(abi.context(), "n_ctx"), 4096);
        assertThatExceptionOfType(LlamaException.class)
                .isThrownBy(() -> Abi.of(LIBRARY, defaults))
                .withMessageContaining("library libllama.so")
                .withMessageContaining("known build, which are b4916")
                .withMessageEndingWith("nearest is b4916, but llama_context_params.n_ctx is 4096.0, expected 512.0");
    }

    @Test
    void of_structGrown_namesBothSizes() {
        var abi = Abi.KNOWN.getLast();
        var defaults = defaults(abi);
        var grown = MemorySegment.ofArray(new byte[88]).copyFrom(defaults.model());
        assertThatExceptionOfType(LlamaException.class)
                .isThrownBy(() -> Abi.of(LIBRARY, new Defaults(grown, defaults.context())))
                .withMessageContaining("llama_model_params has 88 bytes, expected 80");
    }

    @Test
    void of_nothingWritten_manyDifferences() {
        var nothing = MemorySegment.ofArray(new byte[0]);
        assertThatExceptionOfType(LlamaException.class)
                .isThrownBy(() -> Abi.of(LIBRARY, new Defaults(nothing, nothing)))
                .withMessageContaining(" more");
    }

    @Test
    void canPin_bundledBuild_not() {
        assertThat(Abi.KNOWN.getFirst().canPin()).isFalse();
        assertThat(Abi.KNOWN.get(1).canPin()).isTrue();
        assertThat(Abi.KNOWN.getFirst().sharesCounter()).isTrue();
        assertThat(Abi.KNOWN.getLast().sharesCounter()).isFalse();
    }

    static Defaults defaults(Abi abi) {
        return new Defaults(filled(abi.model()), filled(abi.context()));
    }

    private static MemorySegment filled(StructLayout layout) {
        var struct = MemorySegment.ofArray(new byte[(int) layout.byteSize()]).fill(GAP);
        for (var member : layout.memberLayouts()) {
            if (member instanceof ValueLayout field) {
                var name = field.name().orElseThrow();
                long at = offset(layout, name);
                struct.asSlice(at, field.byteSize()).fill((byte) 0);
                switch (field) {
                    case ValueLayout.OfInt _ -> struct.set(JAVA_INT_UNALIGNED, at, WHOLE.getOrDefault(name, 0));
                    case ValueLayout.OfFloat _ -> struct.set(JAVA_FLOAT_UNALIGNED, at, REAL.getOrDefault(name, 0f));
                    case ValueLayout.OfBoolean _ -> struct.set(JAVA_BYTE, at, (byte) (TRUE.contains(name) ? 1 : 0));
                    default -> {}
                }
            }
        }
        return struct;
    }

    private static long offset(StructLayout layout, String field) {
        return layout.byteOffset(PathElement.groupElement(field));
    }
}
