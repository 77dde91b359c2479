package dev.signalbox.moe.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.signalbox.moe.llama.Device;
import dev.signalbox.moe.llama.Device.Kind;
import dev.signalbox.moe.llama.KvCache;
import dev.signalbox.moe.llama.KvType;
import dev.signalbox.moe.llama.LlamaContext;
import dev.signalbox.moe.llama.Offload;
import dev.signalbox.moe.llama.Offload.Pin;
import dev.signalbox.moe.llama.Offload.Split;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

final class PlannerTest {

    private static final long MIB = 1L << 20;
    private static final Sketch SKETCH = new Sketch(8, 1024, 1792);
    private static final ModelSizes MODEL = SKETCH.sizes();
    private static final Demand DEMAND = Demand.together(1024, 4, 64, KvCache.DEFAULT);

    @Test
    void propose_roomForAll_everythingOnTheGpu() {
        var plan = planner(8_192, gpu(0, 4_096)).propose(MODEL, DEMAND, Activity.unknown());
        assertThat(plan.offload()).isEqualTo(new Offload(9, Split.LAYER, List.of(), 0, List.of()));
        assertThat(plan.uses().get(1).weights()).isGreaterThan(8 * SKETCH.expertBytes());
        assertThat(plan.cpu().cache()).isZero();
        assertThat(plan.reasons()).anyMatch(reason -> reason.contains("the experts of these layers fit too"));
    }

    @Test
    void propose_roomForSomeExperts_attentionAndCacheOfAllLayersFirst() {
        var plan = planner(8_192, gpu(0, 256 + 300)).propose(MODEL, DEMAND, Activity.unknown());
        assertThat(plan.offload().layers()).isEqualTo(9);
        assertThat(plan.offload().overrides())
                .singleElement()
                .satisfies(pin -> assertThat(pin.device()).isEqualTo("CPU"));
        assertThat(plan.cpu().cache()).isZero();
        assertThat(plan.uses().get(1).total()).isLessThanOrEqualTo(300 * MIB);
    }

    @Test
    void propose_asItsOwnCheckSees() {
        var planner = planner(8_192, gpu(0, 256 + 300), gpu(1, 256 + 100));
        var plan = planner.propose(MODEL, DEMAND, Activity.unknown());
        assertThat(planner.check(MODEL, DEMAND, plan.offload()).uses()).isEqualTo(plan.uses());
    }

    @Test
    void propose_useMeasured_evenLayersComeFirst() {
        double[][] uses = new double[8][Sketch.EXPERTS];
        for (int layer = 0; layer < 8; layer++) {
            Arrays.fill(uses[layer], layer == 2 || layer == 5 ? 1 : 0);
            uses[layer][0] += 1;
            uses[layer][1] += 1;
        }
        var small = new Demand(List.of(new LlamaContext.Size(256, 1, 8, 1)), KvCache.DEFAULT);
        long dense = planner(8_192, gpu(0, 8_192))
                        .propose(MODEL, small, Activity.unknown())
                        .uses()
                        .get(1)
                        .total()
                - 8 * SKETCH.expertBytes();
        var plan = planner(
                        8_192,
                        new Device("GPU0", "", Kind.GPU, 8_192 * MIB, 256 * MIB + dense + 2 * SKETCH.expertBytes()))
                .propose(MODEL, small, Activity.of(uses));
        assertThat(plan.offload().overrides()).containsExactly(new Pin("^blk\\.(0|1|3|4|6|7)\\.ffn_.*_exps\\.", "CPU"));
        assertThat(plan.reasons()).anyMatch(reason -> reason.contains("by measured use"));
    }

    @Test
    void propose_twoGpus_layersInProportionToTheirMemory() {
        var plan = planner(8_192, gpu(0, 256 + 600), gpu(1, 256 + 300)).propose(MODEL, DEMAND, Activity.unknown());
        assertThat(plan.offload().shares()).containsExactly(6.0, 3.0);
        assertThat(plan.uses().get(1).weights())
                .isGreaterThan(plan.uses().get(2).weights());
    }

    @Test
    void propose_noGpu_allOnTheProcessor() {
        var plan = planner(8_192).propose(MODEL, DEMAND, Activity.unknown());
        assertThat(plan.offload()).isEqualTo(Offload.NONE);
        assertThat(plan.cpu().weights()).isEqualTo(MODEL.bytes());
    }

    @Test
    void propose_gpuWithoutRoomForALayer_saysSo() {
        var plan = planner(8_192, gpu(0, 200)).propose(MODEL, DEMAND, Activity.unknown());
        assertThat(plan.offload()).isEqualTo(Offload.NONE);
        assertThat(plan.reasons()).contains("no GPU has room for a layer and its cache");
    }

    @Test
    void propose_fitsNowhere_refusedWithTheNumbers() {
        assertThatExceptionOfType(NoRoomException.class)
                .isThrownBy(() -> planner(200).propose(MODEL, DEMAND, Activity.unknown()))
                .withMessageContaining("CPU needs ")
                .withMessageContaining("cache ")
                .withMessageContaining("free 200.0 MiB of 200.0 MiB");
    }

    @Test
    void check_layersThatDoNotFit_refusedWithTheNumbers() {
        var all = new Offload(Offload.ALL, Split.LAYER, List.of(), 0, List.of());
        assertThatExceptionOfType(NoRoomException.class)
                .isThrownBy(() -> planner(8_192, gpu(0, 300)).check(MODEL, DEMAND, all))
                .withMessageContaining("GPU0 needs ");
    }

    @Test
    void check_overridesOfDenseTensors_moveThem() {
        var pins = List.of(new Pin("attn_q", "CPU"), new Pin("attn", "GPU0"));
        var plan = planner(8_192, gpu(0, 4_096))
                .check(MODEL, DEMAND, new Offload(Offload.ALL, Split.LAYER, List.of(), 0, pins));
        assertThat(plan.cpu().weights()).isEqualTo((32_000L * 1024 + 8L * 1024 * 1024) / 32 * 34);
    }

    @Test
    void check_overrideToAnUnknownDevice_namesThose() {
        var pin = new Offload(1, Split.LAYER, List.of(), 0, List.of(new Pin("x", "CUDA7")));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> planner(8_192, gpu(0, 4_096)).check(MODEL, DEMAND, pin))
                .withMessage("overrides: no device CUDA7, expected one of [CPU, GPU0]");
    }

    @Test
    void check_splitNone_mainTakesAll() {
        var plan = planner(8_192, gpu(0, 4_096), gpu(1, 4_096))
                .check(MODEL, DEMAND, new Offload(Offload.ALL, Split.NONE, List.of(), 1, List.of()));
        assertThat(plan.uses().get(1).total()).isZero();
        assertThat(plan.uses().get(2).weights()).isGreaterThan(8 * SKETCH.expertBytes());
    }

    @Test
    void check_splitRow_everyMatrixInShares() {
        var plan = planner(8_192, gpu(0, 4_096), gpu(1, 4_096))
                .check(MODEL, DEMAND, new Offload(Offload.ALL, Split.ROW, List.of(3.0, 1.0), 0, List.of()));
        assertThat((double) plan.uses().get(1).weights() / plan.uses().get(2).weights())
                .isBetween(2.9, 3.1);
    }

    @Test
    void check_coarserCache_takesLess() {
        var coarse = Demand.together(1024, 4, 64, new KvCache(KvType.Q8_0, null));
        long whole = planner(0).check(MODEL, DEMAND, Offload.NONE).cpu().cache();
        long less = planner(0).check(MODEL, coarse, Offload.NONE).cpu().cache();
        assertThat(less).isEqualTo(whole * 34 / 64);
    }

    /** Wherever the layers are: the library hands it over in main memory. */
    @Test
    void check_repliesTogether_aWholePromptIsCopiedThroughMainMemory() {
        var apart = new Demand(DEMAND.contexts(), DEMAND.cache());
        long perContext = 8L * 1024 * 2 * (2 * 128) * Short.BYTES;
        for (var offload : List.of(Offload.NONE, new Offload(Offload.ALL, Split.LAYER, List.of(), 0, List.of()))) {
            var planner = planner(8_192, gpu(0, 4_096));
            var whole = planner.check(MODEL, DEMAND, offload);
            var without = planner.check(MODEL, apart, offload);
            assertThat(whole.cpu().total() - without.cpu().total()).isEqualTo(perContext);
            assertThat(whole.uses().get(1)).isEqualTo(without.uses().get(1));
        }
    }

    @Test
    void planner_withoutProcessor_refused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Planner(List.of(gpu(0, 1))))
                .withMessage("devices: 0 processors, expected 1");
    }

    @RepeatedTest(60)
    void propose_anyGpus_neverMoreThanTheyHave(RepetitionInfo repetition) {
        var random = new SplittableRandom(repetition.getCurrentRepetition());
        int slots = random.nextInt(1, 9);
        var gpus = new ArrayList<Device>();
        for (int i = random.nextInt(1, 5); i > 0; i--) {
            gpus.add(gpu(i, random.nextInt(1_000)));
        }
        var demand = Demand.apart(2048, slots, 64, KvCache.DEFAULT);
        var plan = planner(65_536, gpus.toArray(Device[]::new)).propose(MODEL, demand, Activity.unknown());
        assertThat(plan.uses()).allMatch(use -> use.total() <= use.device().freeBytes());
        assertThat(plan.uses().stream().mapToLong(Plan.Use::weights).sum()).isEqualTo(MODEL.bytes());
    }

    private static Planner planner(long cpuMib, Device... gpus) {
        var devices = new ArrayList<Device>();
        devices.add(new Device("CPU", "", Kind.CPU, cpuMib * MIB, cpuMib * MIB));
        devices.addAll(List.of(gpus));
        return new Planner(devices);
    }

    private static Device gpu(int number, long freeMib) {
        return new Device("GPU" + number, "", Kind.GPU, 80_000 * MIB, freeMib * MIB);
    }
}
