package dev.signalbox.moe.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.signalbox.moe.adapter.Adapters.Part;
import dev.signalbox.moe.adapter.Adapters.Share;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class AdaptersTest {

    private final Part one = part("one", 1);
    private final Part two = part("two", 0.5f);

    private static Part part(String name, float scale) {
        return new Part(new AdapterFile(Path.of(name), 100), scale);
    }

    @Test
    void new_anyOrder_equal() {
        assertThat(new Adapters(List.of(one, two))).isEqualTo(new Adapters(List.of(two, one)));
    }

    @Test
    void new_scaleZero_isLeftOut() {
        assertThat(new Adapters(List.of(part("one", 0), part("two", -0f)))).isEqualTo(Adapters.NONE);
    }

    @Test
    void new_oneFileTwice_addsUp() {
        assertThat(new Adapters(List.of(one, part("one", 0.25f))).parts()).containsExactly(part("one", 1.25f));
        assertThat(new Adapters(List.of(one, part("one", -1))).isEmpty()).isTrue();
    }

    @Test
    void new_tooManyOrTooStrong_refused() {
        var many = IntStream.rangeClosed(0, Adapters.MOST)
                .mapToObj(each -> part("p" + each, 1))
                .toList();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Adapters(many))
                .withMessageContaining("at most 8");
        for (float scale : new float[] {Float.NaN, 101, Float.NEGATIVE_INFINITY}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> part("one", scale))
                    .withMessageContaining("scale");
        }
    }

    @Test
    void mixed_shares_scaleEachPart() {
        var base = new Share(Adapters.NONE, 0.25);
        var mixed = Adapters.mixed(List.of(
                new Share(new Adapters(List.of(one)), 0.5), new Share(new Adapters(List.of(one, two)), 0.25), base));
        assertThat(mixed.parts()).containsExactly(part("one", 0.75f), part("two", 0.125f));
        assertThat(mixed.bytes()).isEqualTo(200);
    }
}
