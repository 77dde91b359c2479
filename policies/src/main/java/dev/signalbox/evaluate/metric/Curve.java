package dev.signalbox.evaluate.metric;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * A deferral curve beside the single experts it mixes: mean quality over mean cost, cost scaled linearly so that the
 * cheapest single expert is 0 and the dearest 1, quality the best so far from the left.
 *
 * <p>Jitkrittum et al. 2025, <a href="https://arxiv.org/abs/2502.08773">arXiv:2502.08773</a>, section 4 and appendix.
 * Points are joined by straight lines, because a router may draw between two of its settings. The cheapest single expert
 * is a setting of every router, so the curve begins there at the latest.
 *
 * <pre>
 *   points  ordered by cost, scaled; quality never falls; the first at 0 or before, the last where the sweep ends
 * </pre>
 */
public final class Curve {

    private final List<Hull.Point> points;
    private final double cheapest;
    private final double range;
    private final Hull.Point best;

    private Curve(List<Hull.Point> points, double cheapest, double range, Hull.Point best) {
        this.points = points;
        this.cheapest = cheapest;
        this.range = range;
        this.best = best;
    }

    /**
     * @param settings of the router, in the units of {@code singles}
     * @param singles every expert alone
     * @param best index of the expert to be matched
     */
    public static Curve of(List<Hull.Point> settings, Hull.Point[] singles, int best) {
        var cheapest = Arrays.stream(singles)
                .min(Comparator.comparingDouble(Hull.Point::cost)
                        .thenComparing(
                                Comparator.comparingDouble(Hull.Point::quality).reversed()))
                .orElseThrow();
        double dearest =
                Arrays.stream(singles).mapToDouble(Hull.Point::cost).max().orElseThrow();
        double range = dearest - cheapest.cost();
        var sorted = new ArrayList<>(settings);
        sorted.add(cheapest);
        sorted.sort(Comparator.comparingDouble(Hull.Point::cost).thenComparingDouble(Hull.Point::quality));
        var points = new ArrayList<Hull.Point>();
        double sofar = 0;
        for (var setting : sorted) {
            sofar = Math.max(sofar, setting.quality());
            points.add(new Hull.Point((setting.cost() - cheapest.cost()) / range, sofar));
        }
        return new Curve(points, cheapest.cost(), range, singles[best]);
    }

    /** For charts: cost scaled, quality the best so far. */
    public List<Hull.Point> points() {
        return List.copyOf(points);
    }

    /** Mean quality over scaled costs from 0 to 1; not a number when all experts cost the same. */
    public double area() {
        if (!(range > 0)) {
            return Double.NaN;
        }
        double area = 0;
        double cost = 0;
        double quality = at(0);
        for (var point : points) {
            if (point.cost() > 0) {
                double right = Math.min(1, point.cost());
                double height = point.cost() > 1 ? at(1) : point.quality();
                area += (right - cost) * (quality + height) / 2;
                cost = right;
                quality = height;
                if (point.cost() >= 1) {
                    break;
                }
            }
        }
        return area + (1 - cost) * quality;
    }

    /** The least cost at which the best single expert's quality is reached, over that expert's; infinite when never. */
    public double qualityNeutralCost() {
        Hull.Point before = points.getFirst();
        for (var point : points) {
            if (point.quality() >= best.quality()) {
                double rise = point.quality() - before.quality();
                double share = rise > 0 ? Math.max(0, (best.quality() - before.quality()) / rise) : 1;
                double scaled = before.cost() + share * (point.cost() - before.cost());
                return (cheapest + scaled * range) / best.cost();
            }
            before = point;
        }
        return Double.POSITIVE_INFINITY;
    }

    /** The highest quality of any setting. */
    public double peak() {
        return points.getLast().quality();
    }

    private double at(double cost) {
        var before = points.getFirst();
        for (var point : points) {
            if (point.cost() > cost) {
                double width = point.cost() - before.cost();
                double share = width > 0 ? Math.max(0, cost - before.cost()) / width : 0;
                return before.quality() + share * (point.quality() - before.quality());
            }
            before = point;
        }
        return before.quality();
    }
}
