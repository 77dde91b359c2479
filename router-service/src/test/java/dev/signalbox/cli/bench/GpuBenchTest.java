package dev.signalbox.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.moe.llama.Device;
import dev.signalbox.moe.llama.Device.Kind;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class GpuBenchTest {

    private static final Device CPU = new Device("CPU", "", Kind.CPU, 0, 0);

    @TempDir
    private static Path folder;

    private static Path model;

    @BeforeAll
    static void write() throws IOException {
        model = RandomMoe.write(folder.resolve("random.gguf"), new RandomMoe.Shape(512, 256, 256, 2));
    }

    @Test
    void measure_noGpu_nothing() throws Exception {
        assertThat(new GpuBench(folder, () -> List.of(CPU), 16, 4).measure(model))
                .isEmpty();
    }

    @Test
    void measure_gpu_everyPlacementWithPlanAndSpeed() throws Exception {
        var gpu = new Device("GPU0", "", Kind.GPU, 1L << 33, 1L << 33);
        var rows = new GpuBench(folder, () -> List.of(CPU, gpu), 16, 4).measure(model);
        assertThat(rows)
                .hasSize(4)
                .allMatch(row -> row.replyPerSecond() > 0 && row.refusal().isEmpty());
        assertThat(rows.get(0).predictedBytes()).isZero();
        assertThat(rows.get(2).predictedBytes()).isGreaterThan(rows.get(3).predictedBytes());
        assertThat(rows).allMatch(row -> row.actualBytes() == 0);
    }

    @Test
    void measure_gpuTooSmall_saysWhy() throws Exception {
        var gpu = new Device("GPU0", "", Kind.GPU, 1L << 20, 1L << 20);
        var rows = new GpuBench(folder, () -> List.of(CPU, gpu), 16, 4).measure(model);
        assertThat(rows.get(2).refusal()).contains("GPU0 needs");
    }
}
