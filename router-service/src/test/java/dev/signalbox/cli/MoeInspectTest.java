package dev.signalbox.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.moe.gguf.Blueprint;
import dev.signalbox.moe.gguf.GgufHeader;
import dev.signalbox.moe.gguf.GgufTensor;
import dev.signalbox.moe.gguf.GgufValue;
import dev.signalbox.moe.gguf.GgufWriter;
import dev.signalbox.moe.gguf.RandomWeights;
import dev.signalbox.moe.gguf.TensorType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class MoeInspectTest {

    @TempDir
    Path home;

    private final Shell shell = new Shell();
    private Path model;

    @BeforeEach
    void write() throws IOException {
        model = home.resolve("mix.gguf");
        new Blueprint(
                        "mix",
                        Blueprint.Layout.QWEN2MOE,
                        new Blueprint.Trunk(354, 64, 2, 4, 2),
                        new Blueprint.Experts(8, 2, 32, 64),
                        TensorType.F32,
                        128)
                .write(model, RandomWeights.gaussian(new SplittableRandom(1), 1));
    }

    private int inspect(String... arguments) {
        var all = new ArrayList<>(List.of("moe", "inspect", "--home", home.toString()));
        all.addAll(List.of(arguments));
        return shell.run(all.toArray(String[]::new));
    }

    @Test
    void inspect_file_tellsWhatItIs() {
        assertThat(inspect(model.toString())).isZero();
        assertThat(shell.out())
                .contains("architecture   qwen2moe")
                .contains("experts        8 per layer, 2 of them active per token")
                .contains("parameters     194.5 thousand, 120.8 thousand active per token")
                .contains("attention      4 heads, 2 of keys and values")
                .contains("KV cache       250.0 KiB per 1,000 tokens in F16, 132.8 KiB in Q8_0")
                .contains("tokenizer      llama (default), 354 tokens, bos 1 \"<s>\", eos 2 \"</s>\"")
                .contains("chat template  none")
                .containsPattern("SHA-256 +[0-9a-f]{64}\n")
                .containsPattern("shared experts +24,704 +98,816 +12\\.7 %");
        assertThat(shell.out()).doesNotContain("blk.0.");
    }

    @Test
    void inspect_plan_whereItWouldGo() {
        assertThat(inspect("--plan", "--device", "CPU:4GiB", "--device", "CUDA0:1GiB", model.toString()))
                .isZero();
        assertThat(shell.out())
                .contains("device", "CUDA0", "placement: {layers: 3}")
                .doesNotContain("SHA-256");
    }

    @Test
    void inspect_tensorsAndMetadata_areListed() {
        assertThat(inspect("--tensors", "--metadata", "--no-hash", model.toString()))
                .isZero();
        assertThat(shell.out())
                .containsPattern("blk\\.1\\.ffn_down_exps\\.weight +F32 +32 x 64 x 8 +65,536\n")
                .contains("qwen2moe.expert_count = 8")
                .contains("tokenizer.ggml.tokens = 354 of STRING: [\"<unk>\", \"<s>\"")
                .doesNotContain("SHA-256");
    }

    @Test
    void inspect_json_isForMachines() {
        assertThat(inspect("--json", model.toString())).isZero();
        var tree = Api.parse(shell.out());
        assertThat(tree.path("experts").asInt()).isEqualTo(8);
        assertThat(tree.path("active").path("parameters").asLong()).isEqualTo(120_768);
        assertThat(tree.path("layers").size()).isEqualTo(2);
        assertThat(tree.path("layers")
                        .path(0)
                        .path("roles")
                        .path("experts")
                        .path("parameters")
                        .asLong())
                .isEqualTo(3 * 64 * 32 * 8);
        assertThat(tree.path("metadata")
                        .path("tokenizer.ggml.tokens")
                        .path("length")
                        .asInt())
                .isEqualTo(354);
        assertThat(tree.path("files").path(0).path("sha256").asString()).hasSize(64);
        assertThat(tree.path("tensors").path(0).path("shape").path(1).asInt()).isEqualTo(354);
    }

    @Test
    void inspect_bundledModelAndRosterExpert_areFoundByName() throws IOException {
        assertThat(inspect("--no-hash", "sums")).isZero();
        assertThat(shell.out()).contains("architecture   llama");
        assertThat(inspect("--no-hash", "local/atlas")).isZero();
        Files.createDirectories(home.resolve("config"));
        Files.writeString(
                home.resolve("config").resolve("roster.yaml"),
                "experts:\n  - name: mine\n    deployments:\n      - {name: a, local: {model: " + model + "}}\n");
        assertThat(inspect("--no-hash", "mine")).isZero();
        assertThat(shell.out()).contains("qwen2moe");
        assertThat(inspect("nobody")).isEqualTo(1);
        assertThat(shell.err())
                .contains("\"nobody\": no such file, bundled model (")
                .contains("roster (mine)");
    }

    @Test
    void inspect_rosterExpertByFileOrDownload_isFound() throws IOException {
        var sum = "ab".repeat(32);
        var downloads = Files.createDirectories(home.resolve("models/downloads").resolve(sum));
        Files.copy(model, downloads.resolve("mix.gguf"));
        Files.createDirectories(home.resolve("config"));
        Files.writeString(
                home.resolve("config").resolve("roster.yaml"),
                "experts:\n  - name: mine\n    local: {file: " + model + "}\n  - name: fetched\n    local: {url: "
                        + "\"https://models.example/mix.gguf\", sha256: " + sum.toUpperCase(Locale.ROOT) + "}\n");
        assertThat(inspect("--no-hash", "mine")).isZero();
        assertThat(inspect("--no-hash", "fetched")).isZero();
    }

    @Test
    void inspect_template_isShownByItsFirstLineOrWhole() throws IOException {
        var entries = new LinkedHashMap<>(GgufHeader.read(model).metadata());
        entries.put(ModelSheet.TEMPLATE, new GgufValue.Text("\n{% for each in messages %}\n\u001b[2J{{ each }}"));
        entries.put("general.license", new GgufValue.Text("mit"));
        GgufWriter.write(model, entries, new LinkedHashMap<GgufTensor, ByteBuffer>());
        assertThat(inspect("--no-hash", model.toString())).isZero();
        assertThat(shell.out())
                .contains("3 lines, beginning: {% for each in messages %}\n")
                .contains("licence        mit");
        assertThat(inspect("--template", model.toString())).isZero();
        assertThat(shell.out()).isEqualTo("\n{% for each in messages %}\n\\u{1b}[2J{{ each }}\n");
    }

    @Test
    void inspect_adapter_tellsItsWeightsAndWhyNoSizes() throws IOException {
        var entries = new LinkedHashMap<String, GgufValue>();
        entries.put("general.type", new GgufValue.Text("adapter"));
        entries.put("general.architecture", new GgufValue.Text("llama"));
        var tensors = new LinkedHashMap<GgufTensor, ByteBuffer>();
        tensors.put(
                new GgufTensor("blk.0.attn_q.weight.lora_a", List.of(8L, 2L), TensorType.F32, 0),
                ByteBuffer.allocate(64));
        GgufWriter.write(model, entries, tensors);
        assertThat(inspect(model.toString())).isZero();
        assertThat(shell.out()).contains("no llama.block_count").contains("kind           adapter");
    }

    @Test
    void inspect_malformedFile_saysWhatIsWrong() throws IOException {
        Files.writeString(model, "GGUF and no more");
        assertThat(inspect(model.toString())).isEqualTo(1);
        assertThat(shell.err()).contains("mix.gguf: GGUF version 1684955424, expected 2 or 3");
    }
}
