package dev.signalbox.moe.gguf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ModelProfileTest {

    @TempDir
    Path folder;

    private final LinkedHashMap<String, GgufValue> metadata = new LinkedHashMap<>();
    private final LinkedHashMap<GgufTensor, ByteBuffer> tensors = new LinkedHashMap<>();

    @ParameterizedTest
    @CsvSource({
        "token_embd.weight, EMBEDDING",
        "per_layer_token_embd.weight, EMBEDDING",
        "token_embd_norm.weight, NORM",
        "output.weight, OUTPUT",
        "output_norm.weight, NORM",
        "rope_freqs.weight, OTHER",
        "blk.0.attn_output.weight, ATTENTION",
        "blk.0.attn_q.bias, ATTENTION",
        "blk.10.attn_q_norm.weight, NORM",
        "blk.0.ffn_norm.weight, NORM",
        "blk.0.ffn_gate_inp.weight, ROUTER",
        "blk.0.exp_probs_b.bias, ROUTER",
        "blk.0.ffn_gate_inp_shexp.weight, SHARED_EXPERTS",
        "blk.0.ffn_up_shexp.weight, SHARED_EXPERTS",
        "blk.0.ffn_up_exps.weight, EXPERTS",
        "blk.0.ffn_up.7.weight, EXPERTS",
        "blk.0.ffn_up.weight, FEED_FORWARD",
        "blk.0.ssm_in.weight, OTHER",
        "blk.99999999999.ffn_up.weight, OTHER",
        "'', OTHER"
    })
    void role_ofName_isWhatItDoes(String name, TensorRole role) {
        assertThat(TensorRole.of(name)).isEqualTo(role);
    }

    @Test
    void of_sparseModel_countsByRoleAndLayer() throws IOException {
        var profile = profile();
        assertThat(profile.architecture()).isEqualTo("mix");
        assertThat(profile.layers()).hasSize(2);
        assertThat(profile.total()).isEqualTo(new Weights(672 + 2 * 5120, 672 * 4 + 2 * 5120 * 2));
        assertThat(profile.layers().getFirst().of(TensorRole.EXPERTS)).isEqualTo(new Weights(4096, 8192));
        assertThat(profile.layers().getFirst().of(TensorRole.ROUTER)).isEqualTo(Weights.NONE);
        assertThat(profile.of(TensorRole.ATTENTION)).isEqualTo(new Weights(2048, 4096));
        assertThat(profile.outside()).containsOnlyKeys(TensorRole.EMBEDDING, TensorRole.NORM);
        assertThat(profile.hasTiedOutput()).isTrue();
    }

    @Test
    void active_fewerExperts_leavesTheOthersOut() throws IOException {
        var profile = profile();
        assertThat(profile.active().parameters()).isEqualTo(profile.total().parameters() - 4096);
        assertThat(profile.active(1).bytes()).isEqualTo(profile.total().bytes() - 2 * 6144);
        assertThat(profile.active(4)).isEqualTo(profile.total());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> profile.active(5))
                .withMessage("active experts: 5, expected 1 to 4");
    }

    @Test
    void cacheBytesPerToken_sharedHeadsAndBlocks_countsWhatIsKept() throws IOException {
        var profile = profile();
        assertThat(profile.cacheBytesPerToken(TensorType.F16, TensorType.F16)).isEqualTo((16 + 16 + 8 + 8) * 2);
        assertThat(profile.cacheBytesPerToken(TensorType.Q8_0, TensorType.F16)).isEqualTo(34 * 2 + (16 + 8) * 2);
    }

    @Test
    void of_layerBeyondTheStatedOnes_countsAsOther() throws IOException {
        add("blk.2.attn_q.weight", TensorType.F32, 32, 1);
        assertThat(profile().of(TensorRole.OTHER)).isEqualTo(new Weights(32, 128));
    }

    @Test
    void of_headerThatLacksOrOverstatesSizes_refused() throws IOException {
        write();
        metadata.put("mix.expert_used_count", GgufValue.uint32(5));
        refused("mix.expert_used_count is 5, expected 1 to 4");
        metadata.put("mix.block_count", GgufValue.uint32(4_000_000_000L));
        refused("mix.block_count is 4000000000, expected 1 to 1024");
        metadata.remove("mix.block_count");
        refused("no mix.block_count, expected a whole number");
        metadata.remove("general.architecture");
        refused("no general.architecture");
    }

    @Test
    void of_headsOfFewerLayersThanThereAre_refused() throws IOException {
        write();
        metadata.put(
                "mix.attention.head_count_kv",
                new GgufValue.Sequence(GgufValue.Type.UINT32, List.of(GgufValue.uint32(2))));
        refused("mix.attention.head_count_kv has no number for layer 1");
    }

    private void refused(String problem) {
        assertThatExceptionOfType(MalformedGgufException.class)
                .isThrownBy(this::read)
                .withMessageContaining(problem);
    }

    private ModelProfile profile() throws IOException {
        write();
        return read();
    }

    private ModelProfile read() throws IOException {
        var file = folder.resolve("profile.gguf");
        GgufWriter.write(file, metadata, tensors);
        return ModelProfile.of(GgufModel.read(file));
    }

    private void write() {
        metadata.put("general.architecture", new GgufValue.Text("mix"));
        metadata.put("mix.block_count", GgufValue.uint32(2));
        metadata.put("mix.embedding_length", GgufValue.uint32(32));
        metadata.put("mix.context_length", GgufValue.uint32(64));
        metadata.put("mix.attention.head_count", GgufValue.uint32(4));
        metadata.put(
                "mix.attention.head_count_kv",
                new GgufValue.Sequence(GgufValue.Type.UINT32, List.of(GgufValue.uint32(2), GgufValue.uint32(1))));
        metadata.put("mix.expert_count", GgufValue.uint32(4));
        metadata.put("mix.expert_used_count", GgufValue.uint32(2));
        add("token_embd.weight", TensorType.F32, 32, 20);
        add("output_norm.weight", TensorType.F32, 32);
        for (int i = 0; i < 2; i++) {
            add("blk." + i + ".attn_q.weight", TensorType.F16, 32, 32);
            add("blk." + i + ".ffn_up_exps.weight", TensorType.F16, 32, 32, 4);
        }
    }

    private void add(String name, TensorType type, long... dimensions) {
        var tensor = new GgufTensor(name, Arrays.stream(dimensions).boxed().toList(), type, 0);
        tensors.put(tensor, ByteBuffer.allocate((int) tensor.bytes()));
    }
}
