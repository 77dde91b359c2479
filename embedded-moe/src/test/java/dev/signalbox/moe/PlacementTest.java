package dev.signalbox.moe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.signalbox.moe.gate.GateShape;
import dev.signalbox.moe.gate.GateTally;
import dev.signalbox.moe.gate.Passage;
import dev.signalbox.moe.gate.Phase;
import dev.signalbox.moe.gate.TokenRouting;
import dev.signalbox.moe.gate.Topic;
import dev.signalbox.moe.gguf.GgufModel;
import dev.signalbox.moe.gguf.ModelProfile;
import dev.signalbox.moe.gguf.TensorRole;
import dev.signalbox.moe.llama.Device;
import dev.signalbox.moe.llama.Device.Kind;
import dev.signalbox.moe.llama.KvType;
import dev.signalbox.moe.llama.Offload;
import dev.signalbox.moe.llama.Offload.Pin;
import dev.signalbox.moe.llama.Offload.Split;
import dev.signalbox.moe.plan.ModelSizes;
import dev.signalbox.moe.plan.NoRoomException;
import dev.signalbox.yaml.Binder;
import dev.signalbox.yaml.ConfigException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PlacementTest {

    private static final Device CPU = new Device("CPU", "", Kind.CPU, 0, 0);

    @TempDir
    static Path folder;

    @Test
    void bind_nothing_onTheProcessor() {
        assertThat(bind("{}")).isEqualTo(Placement.DEFAULT);
        assertThat(Placement.DEFAULT.asksForGpu()).isFalse();
    }

    @Test
    void bind_everything_asItStands() {
        var placement =
                bind("{layers: 12, split: row, tensor-split: [3, 1], main: 1, overrides: ['exps=CPU'], kv-type: q8_0}");
        assertThat(placement.offload())
                .isEqualTo(new Offload(12, Split.ROW, List.of(3.0, 1.0), 1, List.of(new Pin("exps", "CPU"))));
        assertThat(placement.cache().type()).isEqualTo(KvType.Q8_0);
        assertThat(placement.cache().isFlash()).isTrue();
        assertThat(bind("{layers: all}").offload().layers()).isEqualTo(Offload.ALL);
        assertThat(bind("{layers: auto}").isAuto()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{layers: most} | layers: most, expected auto, all, or 0 to 9999",
                "{layers: -1} | layers: -1, expected auto, all, or 0 to 9999",
                "{layers: auto, overrides: ['x=CPU']} | which it finds itself",
                "{layers: 1, split: none, tensor-split: [1]} | tensor-split: [1.0] with split: none, expected layer or row",
                "{layers: 1, main: 2} | main: 2 with split: layer, expected none or row",
                "{layers: 1, overrides: [exps]} | expected PATTERN=DEVICE",
                "{prompt-chunk: 8} | prompt-chunk: 8, expected 16 to 2048",
                "{kv-type: q9_9} | kv-type: \"q9_9\", expected one of f32, f16",
                "{kv-type: q8_0, flash-attention: false} | kv-type: q8_0 without flash attention",
            })
    void bind_badCombination_namesFileAndKey(String yaml, String problem) {
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> bind(yaml))
                .withMessageContaining("roster.yaml")
                .withMessageContaining(problem);
    }

    @Test
    void check_headsThatAreNoWholeBlocks_refused() throws IOException {
        var profile = ModelProfile.of(GgufModel.read(model()));
        bind("{kv-type: bf16}").check(profile);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> bind("{kv-type: q8_0}").check(profile))
                .withMessage(
                        "kv-type: q8_0 takes heads in blocks of 32, this model's have 16; expected f32, f16 or bf16");
    }

    @Test
    void placed_gpuWantedWhereThereIsNone_onTheProcessorAndSaysSo() throws IOException {
        var placed = Placed.of(shape("{layers: all}"), List.of(CPU));
        assertThat(placed.offload()).isEqualTo(Offload.NONE);
        assertThat(placed.words()).contains("on the processor").contains("finds none");
    }

    @Test
    void placed_auto_asThePlanFindsRoom() throws IOException {
        var roomy = Placed.of(shape("{layers: auto}"), List.of(CPU, gpu(1L << 30)));
        assertThat(roomy.offload().layers()).isPositive();
        assertThat(roomy.words()).contains(" on GPU0");
        var full = Placed.of(shape("{layers: auto}"), List.of(CPU, gpu(1L << 20)));
        assertThat(full.offload()).isEqualTo(Offload.NONE);
    }

    @Test
    void placed_autoOfAWatchedModel_layersByMeasuredUse() throws IOException {
        var watch = new ModelWatch(new GateTally(new GateShape(2, 4)), 1);
        var shape = shape("{layers: auto}", new GateUse(watch, false));
        var devices = List.of(CPU, gpu(roomForOneLayerOfExperts()));
        var before = Placed.plan(shape, sizes(shape), devices);
        assertThat(before.offload().overrides()).containsExactly(expertsOnCpu(0));
        assertThat(before.reasons()).anyMatch(reason -> reason.contains("use not measured"));
        useFirstLayerEvenly(watch);
        var after = Placed.plan(shape, sizes(shape), devices);
        assertThat(after.offload().overrides()).containsExactly(expertsOnCpu(1));
        assertThat(after.reasons()).anyMatch(reason -> reason.contains("by measured use"));
        assertThat(Placed.of(shape, devices).offload()).isEqualTo(after.offload());
    }

    private static ModelSizes sizes(LocalRuntime.Shape shape) throws IOException {
        return ModelSizes.of(GgufModel.read(shape.file()));
    }

    private static Pin expertsOnCpu(int layer) {
        return new Pin("^blk\\.(" + layer + ")\\.ffn_.*_exps\\.", "CPU");
    }

    /** Beside everything else of the model. */
    private static long roomForOneLayerOfExperts() throws IOException {
        var apart = shape("{layers: all, overrides: ['exps=CPU']}");
        var dense = Placed.plan(apart, sizes(apart), List.of(CPU, gpu(1L << 30)));
        var model = ModelProfile.of(GgufModel.read(model()));
        return (256L << 20)
                + dense.uses().get(1).total()
                + model.of(TensorRole.EXPERTS).bytes() / 2;
    }

    /** All experts of the first layer are in use, and two of the other. */
    private static void useFirstLayerEvenly(ModelWatch watch) {
        var routing = new TokenRouting(2, 2);
        for (int token = 0; token < 8; token++) {
            routing.begin(token, Phase.REPLY, token);
            for (int layer = 0; layer < 2; layer++) {
                int first = layer == 0 ? token % 3 : 0;
                routing.choose(layer, 0, first, 0.5f);
                routing.choose(layer, 1, first + 1, 0.5f);
                routing.settle(layer, 1);
            }
            watch.routed(new Passage(0, Topic.UNKNOWN), routing);
        }
    }

    @Test
    void placed_moreThanTheGpuHolds_refusedWithTheNumbers() {
        assertThatExceptionOfType(NoRoomException.class)
                .isThrownBy(() -> Placed.of(shape("{layers: all}"), List.of(CPU, gpu(1L << 16))))
                .withMessageContaining("GPU0 needs");
    }

    @Test
    void ask_gpuWantedWhereThereIsNone_answersAllTheSame() throws IOException {
        var provider = new LocalProvider(folder.resolve("models"), new SplittableRandom(1));
        var plain = LocalProvider.Config.of(model().toString()).config();
        var wishing = LocalProvider.Config.of(model().toString())
                .placement(bind("{layers: all}"))
                .config();
        try (var here = provider.open(Ask.card("local/here", 128, 16), plain);
                var there = provider.open(Ask.card("local/there", 128, 16), wishing)) {
            assertThat(Ask.of("one").hear(there).text())
                    .isEqualTo(Ask.of("one").hear(here).text());
            assertThat(provider.standings())
                    .extracting(LocalStanding::state)
                    .containsExactlyInAnyOrder(
                            "loaded",
                            "loaded, on the processor: placement asks for a GPU, and this llama.cpp library finds none");
        }
    }

    private static Placement bind(String yaml) {
        return Binder.bind("roster.yaml", yaml.getBytes(StandardCharsets.UTF_8), Placement.class);
    }

    private static LocalRuntime.Shape shape(String yaml) throws IOException {
        return shape(yaml, GateUse.NONE);
    }

    private static LocalRuntime.Shape shape(String yaml, GateUse gate) throws IOException {
        return new LocalRuntime.Shape(model(), 1, 1, 1, 128, null, bind(yaml), RuntimeKind.IN_PROCESS, gate);
    }

    private static Path model() throws IOException {
        return TinyModel.random(folder.resolve("tiny.gguf"), 1, 256);
    }

    private static Device gpu(long free) {
        return new Device("GPU0", "", Kind.GPU, 1L << 33, free);
    }
}
