package dev.signalbox.moe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.signalbox.moe.gguf.Blueprint;
import dev.signalbox.moe.gguf.Blueprint.Experts;
import dev.signalbox.moe.gguf.Blueprint.Layout;
import dev.signalbox.moe.gguf.Blueprint.Trunk;
import dev.signalbox.moe.gguf.ByteVocabulary;
import dev.signalbox.moe.gguf.GgufModel;
import dev.signalbox.moe.gguf.ModelProfile;
import dev.signalbox.moe.gguf.RandomWeights;
import dev.signalbox.moe.gguf.TensorRole;
import dev.signalbox.moe.gguf.TensorType;
import dev.signalbox.moe.llama.LlamaLibrary;
import java.io.IOException;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class BlueprintTest {

    @TempDir
    static Path folder;

    private static LlamaLibrary library;

    @BeforeAll
    static void load() throws IOException {
        library = NativeLibrary.load(folder);
    }

    @ParameterizedTest
    @EnumSource
    void write_everyLayout_isLoadedByTheLibrary(Layout layout) throws IOException {
        var file = TinyModel.random(folder.resolve(layout + ".gguf"), layout, 1, 128);
        assertThat(ModelFile.check(file).trainedContext()).isEqualTo(128);
        try (var model = library.open(file)) {
            assertThat(model.vocabularySize()).isEqualTo(ByteVocabulary.LEAST);
            assertThat(model.trainedContext()).isEqualTo(128);
            assertThat(model.tokenize("~")).containsExactly(1, ByteVocabulary.token('~'));
        }
        var profile = ModelProfile.of(GgufModel.read(file));
        assertThat(profile.experts()).isEqualTo(4);
        assertThat(profile.of(TensorRole.SHARED_EXPERTS).parameters())
                .isEqualTo(layout == Layout.QWEN2MOE ? 2 * (64 + 3 * 64 * 128) : 0);
        assertThat(profile.of(TensorRole.OTHER).parameters()).isZero();
    }

    @Test
    void write_quantised_isLoadedByTheLibrary() throws IOException {
        var blueprint = new Blueprint(
                "q8", Layout.QWEN2MOE, new Trunk(400, 64, 3, 4, 2), new Experts(6, 3, 32, 96), TensorType.Q8_0, 64);
        var file = folder.resolve("q8.gguf");
        blueprint.write(file, RandomWeights.repeated(new SplittableRandom(1), TensorType.Q8_0.bytes(64 * 400)));
        try (var model = library.open(file)) {
            assertThat(model.vocabularySize()).isEqualTo(400);
        }
    }

    @Test
    void construct_sizesThatDoNotFit_refused() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Trunk(300, 64, 1, 4, 4));
        assertThatIllegalArgumentException().isThrownBy(() -> new Trunk(400, 64, 1, 5, 5));
        assertThatIllegalArgumentException().isThrownBy(() -> new Trunk(400, 64, 1, 4, 3));
        assertThatIllegalArgumentException().isThrownBy(() -> new Experts(2, 3, 8, 0));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Blueprint(
                        "x", Layout.MIXTRAL, new Trunk(400, 64, 1, 4, 4), new Experts(2, 1, 8, 8), TensorType.F32, 8))
                .withMessageContaining("qwen2moe");
    }
}
