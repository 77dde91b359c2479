package dev.signalbox.moe.llama;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.signalbox.moe.llama.Offload.Pin;
import dev.signalbox.moe.llama.Offload.Split;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class OffloadTest {

    @Test
    void parse_patternAndDevice_bothParts() {
        assertThat(Pin.parse("\\.ffn_.*_exps\\.=CPU")).isEqualTo(new Pin("\\.ffn_.*_exps\\.", "CPU"));
        assertThat(Pin.parse("a=b=CUDA0")).isEqualTo(new Pin("a=b", "CUDA0"));
    }

    @ParameterizedTest
    @CsvSource({"CPU, 'expected PATTERN=DEVICE'", "x=, 'expected PATTERN=DEVICE'", "(=CPU, 'is no regular expression'"})
    void parse_anythingElse_refused(String text, String problem) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Pin.parse(text))
                .withMessageStartingWith("overrides: ")
                .withMessageContaining(problem);
    }

    @Test
    void offload_wrongNumbers_refused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Offload(-1, Split.LAYER, List.of(), 0, List.of()))
                .withMessage("layers: -1, expected 0 to 9999");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Offload(1, Split.LAYER, List.of(0.0, 0.0), 0, List.of()))
                .withMessageContaining("expected a share above 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Offload(1, Split.LAYER, List.of(-1.0), 0, List.of()))
                .withMessageContaining("none negative");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Offload(1, Split.NONE, List.of(), 16, List.of()))
                .withMessage("main: 16, expected 0 to 15");
    }

    @Test
    void usesGpu_layersOrOverrides_true() {
        assertThat(Offload.NONE.usesGpu()).isFalse();
        assertThat(new Offload(0, Split.LAYER, List.of(), 0, List.of(new Pin("x", "CPU"))).usesGpu())
                .isFalse();
        assertThat(new Offload(0, Split.LAYER, List.of(), 0, List.of(new Pin("x", "CUDA0"))).usesGpu())
                .isTrue();
    }

    @Test
    void device_moreFreeThanThereIs_refused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Device("CUDA0", "", Device.Kind.GPU, 1, 2))
                .withMessage("device CUDA0: 2 bytes free of 1, expected 0 to all of it");
    }

    @Test
    void cache_quantised_flashAttentionIsOn() {
        assertThat(new KvCache(KvType.Q8_0, null).isFlash()).isTrue();
        assertThat(KvCache.DEFAULT.flash()).isNull();
        assertThat(KvType.Q8_0.bytes(64)).isEqualTo(68);
    }
}
