package dev.signalbox.moe.gate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class CommitteeTest {

    @Test
    void of_threeThatHoldHalf_areIt() {
        var committee = Committee.of(new double[] {10, 25, 5, 20, 10, 15, 15});
        assertThat(committee.experts()).containsExactly(1, 3, 5);
        assertThat(committee.share()).isEqualTo(0.6);
    }

    @Test
    void of_evenMass_takesHalfOfTheExperts() {
        assertThat(Committee.of(new double[] {1, 1, 1, 1, 1, 1}).experts()).hasSize(3);
    }

    @Test
    void of_noMass_isEmpty() {
        assertThat(Committee.of(new double[3])).isEqualTo(new Committee(List.of(), 0));
    }

    @Test
    void overlap_twoOfFourInBoth_isAHalf() {
        var one = new Committee(List.of(1, 2, 3), 0.5);
        var other = new Committee(List.of(3, 2, 4), 0.5);
        assertThat(one.overlap(other)).isEqualTo(0.5);
        assertThat(one.overlap(one)).isEqualTo(1);
    }
}
