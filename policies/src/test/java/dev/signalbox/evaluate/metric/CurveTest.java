package dev.signalbox.evaluate.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

final class CurveTest {

    private static final Hull.Point CHEAP = new Hull.Point(10, 0.4);
    private static final Hull.Point DEAR = new Hull.Point(110, 0.8);
    private static final Hull.Point[] SINGLES = {CHEAP, DEAR};

    private static Curve of(Hull.Point... settings) {
        return Curve.of(List.of(settings), SINGLES, 1);
    }

    @Test
    void area_singlesAlone_isTheTrapezoidBetweenThem() {
        var curve = of(CHEAP, DEAR);

        assertThat(curve.area()).isCloseTo(0.6, within(1e-12));
        assertThat(curve.qualityNeutralCost()).isCloseTo(1, within(1e-12));
        assertThat(curve.peak()).isEqualTo(0.8);
    }

    @Test
    void area_settingBetween_isTwoTrapezoids() {
        // scaled cost 0.5, quality 0.9: (0.4 + 0.9) / 4 + 0.9 / 2
        var curve = of(CHEAP, new Hull.Point(60, 0.9), DEAR);

        assertThat(curve.area()).isCloseTo(0.325 + 0.45, within(1e-12));
        assertThat(curve.peak()).isEqualTo(0.9);
        // 0.8 lies four fifths of the way up to 0.9: cost 10 + 0.8 * 50, of 110
        assertThat(curve.qualityNeutralCost()).isCloseTo(50.0 / 110, within(1e-12));
    }

    @Test
    void area_settingThatFalls_keepsTheBestSoFar() {
        var curve = of(CHEAP, new Hull.Point(60, 0.9), new Hull.Point(80, 0.1));

        assertThat(curve.area()).isCloseTo(0.325 + 0.45, within(1e-12));
    }

    @Test
    void area_settingsOutsideOfTheRange_countAtItsEnds() {
        var curve = of(new Hull.Point(0, 0.5), new Hull.Point(210, 1));

        // from 0.5 at cost 0 in a straight line to 1 at twice the range: 0.775 at its end
        assertThat(curve.area()).isBetween(0.6, 0.77);
        assertThat(curve.points().getFirst().cost()).isNegative();
    }

    @Test
    void qualityNeutralCost_neverReached_isInfinite() {
        var curve = of(CHEAP, new Hull.Point(60, 0.5));

        assertThat(curve.qualityNeutralCost()).isInfinite();
    }

    @Test
    void area_allExpertsCostTheSame_isUndefined() {
        var same = new Hull.Point[] {new Hull.Point(10, 0.4), new Hull.Point(10, 0.8)};

        assertThat(Curve.of(List.of(same), same, 1).area()).isNaN();
    }

    @Test
    void hull_expertBelowTheLine_isNoCorner() {
        var hull = Hull.of(CHEAP, new Hull.Point(60, 0.5), DEAR);

        assertThat(hull.corners()).containsExactly(CHEAP, DEAR);
        assertThat(hull.qualityAt(60)).isCloseTo(0.6, within(1e-12));
        assertThat(hull.qualityAt(0)).isEqualTo(0.4);
        assertThat(hull.qualityAt(500)).isEqualTo(0.8);
    }
}
