package dev.signalbox.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.signalbox.plan.Plan.Share;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class PlanTest {

    private static Plan.Mix mix(Share... shares) {
        return new Plan.Mix(List.of(shares), List.of("a", "b", "a"), Map.of());
    }

    @Test
    void mix_shares_namedByAllAndLedByTheGreatest() {
        var mix = mix(new Share("b", 0.4), new Share("a", 0.4), new Share("c", 0.2));
        assertThat(mix.lead()).isEqualTo("b");
        assertThat(mix.name()).isEqualTo("a+b+c");
        assertThat(mix.first()).contains("a+b+c");
        assertThat(mix.fallback()).containsExactly("a", "b");
    }

    @Test
    void mix_wrongShares_refused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> mix(new Share("a", 1)))
                .withMessageContaining("at least two");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> mix(new Share("a", 0.5), new Share("a", 0.5)))
                .withMessageContaining("each once");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> mix(new Share("a", 0.5), new Share("b", 0.6)))
                .withMessageContaining("sum to 1.1");
        for (double weight : new double[] {0, -1, 1.5, Double.NaN}) {
            assertThatIllegalArgumentException().isThrownBy(() -> new Share("a", weight));
        }
    }

    @Test
    void first_refusal_isNobody() {
        assertThat(new Plan.Refusal(Plan.Reason.DENIED, "no").first()).isEmpty();
        assertThat(new Plan.Single("a", List.of("b")).first()).contains("a");
    }
}
