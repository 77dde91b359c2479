package dev.signalbox.moe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.signalbox.moe.gguf.GgufModel;
import dev.signalbox.moe.llama.Device;
import dev.signalbox.moe.llama.KvCache;
import dev.signalbox.moe.llama.KvType;
import dev.signalbox.moe.llama.LlamaBatch;
import dev.signalbox.moe.llama.LlamaContext;
import dev.signalbox.moe.llama.LlamaException;
import dev.signalbox.moe.llama.LlamaLibrary;
import dev.signalbox.moe.llama.Offload;
import dev.signalbox.moe.llama.Offload.Pin;
import dev.signalbox.moe.llama.Offload.Split;
import dev.signalbox.moe.llama.Sampling;
import dev.signalbox.moe.plan.Demand;
import dev.signalbox.moe.plan.ModelSizes;
import dev.signalbox.moe.plan.Planner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.regex.Pattern;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;

final class NativeLibraryTest {

    private static final Pattern CACHE = Pattern.compile(".*KV buffer size = *([0-9.]+) MiB");
    private static final Pattern COMPUTE = Pattern.compile(".*: +CPU compute buffer size = *([0-9.]+) MiB");
    private static final double MIB = 1 << 20;

    @TempDir
    static Path home;

    @AfterEach
    void forget() {
        System.clearProperty(NativeLibrary.SETTING);
    }

    @Test
    void file_ownThatIsNotThere_namesTheSetting() {
        System.setProperty(NativeLibrary.SETTING, home.resolve("none.so").toString());
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> NativeLibrary.file(home))
                .withMessageStartingWith("signalbox.local.library: no file ");
    }

    @Test
    void choose_path_isTheOwn() {
        NativeLibrary.choose(" ");
        NativeLibrary.choose(" /opt/libllama.so ");
        assertThat(NativeLibrary.own()).contains(Path.of("/opt/libllama.so"));
    }

    @Test
    void load_textFile_saysWhatIsExpected() throws IOException {
        System.setProperty(
                NativeLibrary.SETTING,
                Files.writeString(home.resolve("text.so"), "no library").toString());
        assertThatExceptionOfType(LlamaException.class)
                .isThrownBy(() -> NativeLibrary.load(home))
                .withMessageContaining("text.so: cannot be loaded; expected a library for this machine");
    }

    @Test
    void load_libraryOfSomethingElse_namesTheFunctionItLacks() {
        var other = Path.of(System.getProperty("java.home"), "lib", System.mapLibraryName("zip"));
        assumeThat(other).exists();
        assertThatExceptionOfType(LlamaException.class)
                .isThrownBy(() -> LlamaLibrary.load(other))
                .withMessageContaining("no function llama_model_default_params, expected llama.cpp's C API");
    }

    @Test
    void devices_bundled_aProcessorAndNoGpu() throws IOException {
        assertThat(bundled().devices())
                .extracting(Device::kind)
                .contains(Device.Kind.CPU)
                .doesNotContain(Device.Kind.GPU);
        assertThat(bundled().build()).isEqualTo("b4916");
    }

    @Test
    void open_overridesWithTheBundledBuild_saysWhichBuildsCan() throws IOException {
        var offload = new Offload(0, Split.LAYER, List.of(), 0, List.of(new Pin("exps", "CPU")));
        var model = model();
        var library = bundled();
        assertThatExceptionOfType(LlamaException.class)
                .isThrownBy(() -> library.open(model, Map.of(), offload, KvCache.DEFAULT))
                .withMessage(
                        "overrides: this llama.cpp (build b4916) places whole layers only, expected a library of build"
                                + " b5028 or newer");
    }

    /** With a library to try: every setting reaches it, and changes no greedy token of what it computes. */
    @Test
    @EnabledIfEnvironmentVariable(named = "SIGNALBOX_LOCAL_LIBRARY", matches = ".+")
    void open_ownLibrary_settingsReachIt() throws IOException {
        var library = NativeLibrary.load(home);
        var pinned = new Offload(
                Offload.ALL, Split.LAYER, List.of(1.0), 0, List.of(new Pin("_exps\\.", "CPU"), new Pin("attn", "CPU")));
        var plain = reply(library, Offload.NONE, KvCache.DEFAULT);
        assertThat(plain).hasSize(8);
        assertThat(reply(library, pinned, KvCache.DEFAULT)).isEqualTo(plain);
        assertThat(reply(library, pinned, new KvCache(KvType.F16, false))).isEqualTo(plain);
        assertThat(reply(library, pinned, new KvCache(KvType.Q8_0, null))).hasSize(8);
    }

    private static List<Integer> reply(LlamaLibrary library, Offload offload, KvCache cache) throws IOException {
        var sampling = new Sampling(0, 1, 1, new Sampling.Shaping(0.001, 0, 1, 0, 0, Map.of()));
        try (var model = library.open(model(), Map.of(), offload, cache);
                var context = model.context(new LlamaContext.Size(128, 2, 64, 1));
                var sampler = model.sampler(sampling, 16, null);
                var batch = new LlamaBatch(64)) {
            var tokens = new ArrayList<Integer>();
            int[] prompt = model.tokenize("What is 17 + 25?\n>");
            for (int i = 0; i < prompt.length; i++) {
                batch.add(prompt[i], i, 0, i == prompt.length - 1);
            }
            for (int at = prompt.length; tokens.size() < 8; at++) {
                context.decode(batch);
                tokens.add(context.draw(sampler, batch.size() - 1));
                batch.clear();
                batch.add(tokens.getLast(), at, 0, true);
            }
            return tokens;
        }
    }

    @Test
    void plan_cacheAndScratch_asTheLibraryAllocatesThem() throws IOException {
        var model = ModelSizes.of(GgufModel.read(model()));
        var library = bundled();
        for (var size : List.of(new LlamaContext.Size(512, 1, 64, 1), new LlamaContext.Size(4096, 1, 256, 1))) {
            for (var cache : List.of(KvCache.DEFAULT, new KvCache(KvType.Q8_0, null))) {
                var use = new Planner(List.of(new Device("CPU", "", Device.Kind.CPU, 0, 0)))
                        .check(model, new Demand(List.of(size), cache), Offload.NONE)
                        .cpu();
                var said = said(library, cache, size);
                double compute = use.compute() / MIB - 28;
                assertThat(use.cache() / MIB).isCloseTo(figure(CACHE, said), Offset.offset(0.01));
                assertThat(compute).isCloseTo(figure(COMPUTE, said), Offset.offset(0.2 + compute / 20));
            }
        }
    }

    private static List<String> said(LlamaLibrary library, KvCache cache, LlamaContext.Size size) throws IOException {
        var lines = new ArrayList<String>();
        var logger = Logger.getLogger("dev.signalbox.moe.llama");
        var ears = new Handler() {
            @Override
            public void publish(LogRecord said) {
                lines.add(said.getMessage());
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        logger.setUseParentHandlers(false);
        logger.setLevel(Level.ALL);
        logger.addHandler(ears);
        try (var model = library.open(model(), Map.of(), Offload.NONE, cache);
                var _ = model.context(size)) {
            return lines;
        } finally {
            logger.removeHandler(ears);
            logger.setLevel(null);
            logger.setUseParentHandlers(true);
        }
    }

    private static double figure(Pattern pattern, List<String> said) {
        return said.stream()
                .map(pattern::matcher)
                .filter(java.util.regex.Matcher::matches)
                .mapToDouble(found -> Double.parseDouble(found.group(1)))
                .findFirst()
                .orElseThrow();
    }

    private static Path model() throws IOException {
        return Extraction.extract(
                BundledModels.find("sums").orElseThrow(), home.resolve(BundledModels.fileName("sums")));
    }

    private static LlamaLibrary bundled() throws IOException {
        assumeThat(System.getenv("SIGNALBOX_LOCAL_LIBRARY")).isNull();
        return NativeLibrary.load(home.resolve("native"));
    }
}
