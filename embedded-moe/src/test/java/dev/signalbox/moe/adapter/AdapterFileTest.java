package dev.signalbox.moe.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.signalbox.moe.TinyAdapter;
import dev.signalbox.moe.gguf.GgufValue;
import dev.signalbox.moe.gguf.MalformedGgufException;
import dev.signalbox.moe.gguf.TensorType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class AdapterFileTest {

    private static final String QUERY = "blk.0.attn_q.weight";
    private static final String DOWN = "blk.0.ffn_down_exps.weight";

    @TempDir
    Path folder;

    private final AdapterBase base = new AdapterBase("llama", shapes());

    private static Map<String, List<Long>> shapes() {
        var shapes = new HashMap<String, List<Long>>();
        for (int layer = 0; layer < 2; layer++) {
            var block = "blk." + layer + ".";
            shapes.put(block + "attn_norm.weight", List.of(64L));
            shapes.put(block + "attn_q.weight", List.of(64L, 64L));
            shapes.put(block + "ffn_gate_inp.weight", List.of(64L, 4L));
            shapes.put(block + "ffn_down_exps.weight", List.of(64L, 64L, 4L));
        }
        shapes.put("token_embd.weight", List.of(64L, 354L));
        return shapes;
    }

    @Test
    void check_goodAdapter_readsItsSize() throws IOException {
        var adapter = TinyAdapter.random(1, 4);
        var file = adapter.write(folder.resolve("good.gguf"));
        assertThat(AdapterFile.check(file, base)).isEqualTo(new AdapterFile(file, adapter.bytes()));
    }

    @Test
    void check_otherKindOfFile_refused() {
        refused(good().with("general.type", text("model")), "general.type is \"model\", expected \"adapter\"");
        refused(good().with("general.type", GgufValue.uint32(7)), "general.type is missing or no text");
        refused(good().with("adapter.type", text("control_vector")), "adapter.type is \"control_vector\"");
        refused(good().with("general.architecture", text("olmoe")), "\"olmoe\", expected \"llama\"");
    }

    /** Native code asserts the type, and a scale that is no number makes every logit none. */
    @Test
    void check_badAlpha_refused() {
        refused(good().with("adapter.lora.alpha", GgufValue.uint32(8)), "alpha is of type UINT32, expected FLOAT32");
        refused(good().with("adapter.lora.alpha", text("8")), "alpha is of type STRING");
        for (double alpha : new double[] {Double.NaN, Double.POSITIVE_INFINITY, -1, 1e9}) {
            refused(good().with("adapter.lora.alpha", GgufValue.float32(alpha)), "expected 0 to 65536");
        }
    }

    @Test
    void check_brokenPairs_refused() {
        refused(TinyAdapter.empty(), "no tensors");
        refused(good().without(QUERY + ".lora_b"), "no tensor " + QUERY + ".lora_b");
        refused(good().without(QUERY + ".lora_a"), "no tensor " + QUERY + ".lora_a");
        refused(good().tensor(QUERY, List.of(64L, 64L), TensorType.F32), "expected names that end in");
    }

    @Test
    void check_notOfThisModel_refused() {
        refused(good().pair("blk.7.attn_q.weight", List.of(64L, 4L), List.of(4L, 64L)), "which the model lacks");
        refused(good().pair("token_embd.weight", List.of(64L, 4L), List.of(4L, 354L)), "adapts token_embd.weight");
        refused(good().pair("blk.0.attn_norm.weight", List.of(64L, 4L), List.of(4L, 64L)), "of shape [64]");
    }

    @Test
    void check_shapesThatDoNotFit_refused() {
        refused(query(List.of(32L, 4L), List.of(4L, 64L)), "lora_a has shape [32, 4], expected [64, 4]");
        refused(query(List.of(64L, 4L), List.of(4L, 65L)), "lora_b has shape [4, 65], expected [4, 64]");
        refused(query(List.of(64L, 8L), List.of(4L, 64L)), "lora_a has shape [64, 8]");
        refused(query(List.of(64L, 4L, 1L), List.of(4L, 64L, 1L)), "shape [64, 4, 1]");
        refused(query(List.of(64L), List.of(4L)), "shape [64]");
        refused(query(List.of(64L, 1025L), List.of(1025L, 64L)), "rank 1025, expected 1 to 1024");
    }

    /** Fewer experts than the model has would be read past their end. */
    @Test
    void check_otherNumberOfExperts_refused() {
        var fewer = TinyAdapter.empty().pair(DOWN, List.of(64L, 4L, 3L), List.of(4L, 64L, 3L));
        refused(fewer, "lora_a has shape [64, 4, 3], expected [64, 4, 4]");
        refused(TinyAdapter.empty().pair(DOWN, List.of(64L, 4L), List.of(4L, 64L)), "expected [64, 4, 4]");
    }

    @Test
    void check_unfitType_refused() {
        var quantised = TinyAdapter.empty()
                .tensor(QUERY + ".lora_a", List.of(64L, 32L), TensorType.Q4_0)
                .tensor(QUERY + ".lora_b", List.of(32L, 64L), TensorType.F32);
        refused(quantised, "is Q4_0, expected one of [F32, F16, Q8_0, BF16]");
    }

    @Test
    void check_weightsThatAreNoNumbers_refused() {
        refused(good().poisoned(), "has a weight that is infinite or no number");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5})
    void check_damagedBytes_readOrRefusedButNothingElse(int seed) throws IOException {
        byte[] bytes = Files.readAllBytes(good().write(folder.resolve("whole.gguf")));
        var random = new SplittableRandom(seed);
        for (int round = 0; round < 60; round++) {
            byte[] damaged = java.util.Arrays.copyOf(bytes, random.nextInt(1, bytes.length));
            for (int i = 0; i < 4; i++) {
                damaged[random.nextInt(Math.min(damaged.length, 2000))] = (byte) random.nextInt();
            }
            var file = Files.write(folder.resolve("damaged.gguf"), damaged);
            try {
                AdapterFile.check(file, base);
            } catch (MalformedGgufException e) {
                assertThat(e).hasMessageContaining("damaged.gguf");
            }
        }
    }

    private static TinyAdapter good() {
        return TinyAdapter.random(1, 4);
    }

    private static TinyAdapter query(List<Long> a, List<Long> b) {
        return TinyAdapter.empty().pair(QUERY, a, b);
    }

    private static GgufValue text(String text) {
        return new GgufValue.Text(text);
    }

    private void refused(TinyAdapter adapter, String why) {
        assertThatExceptionOfType(MalformedGgufException.class)
                .isThrownBy(() -> AdapterFile.check(adapter.write(folder.resolve("bad.gguf")), base))
                .withMessageContaining("bad.gguf")
                .withMessageContaining(why);
    }
}
