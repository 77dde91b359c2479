package dev.signalbox.cli.bench;

import static java.util.Objects.requireNonNull;
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
    void row_gpu_planAndSpeed() throws Exception {
        var row = row("experts on the processor", 1L << 33);
        assertThat(row.refusal()).isEmpty();
        assertThat(row.replyPerSecond()).isPositive();
        assertThat(row.predictedBytes()).isPositive();
        assertThat(row.actualBytes()).isZero();
    }

    @Test
    void row_gpuTooSmall_saysWhy() throws Exception {
        assertThat(row("all on GPUs", 1L << 20).refusal()).contains("GPU0 needs");
    }

    private static GpuBench.Row row(String placement, long bytes) throws Exception {
        var gpu = new Device("GPU0", "", Kind.GPU, bytes, bytes);
        return new GpuBench(folder, () -> List.of(CPU, gpu), 16, 4)
                .row(placement, requireNonNull(GpuBench.placements().get(placement)), model);
    }
}
