package dev.signalbox.evaluate.metric;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * The best that random mixing of single experts can reach: the upper concave hull of their cost and quality, never
 * falling. RouterBench (Hu et al. 2024, <a href="https://arxiv.org/abs/2403.12031">arXiv:2403.12031</a>) calls it the
 * zero router.
 */
public final class Hull {

    private final List<Point> corners;

    private Hull(List<Point> corners) {
        this.corners = List.copyOf(corners);
    }

    /** @param points at least one */
    public static Hull of(Point... points) {
        var sorted = Arrays.stream(points)
                .sorted(Comparator.comparingDouble(Point::cost)
                        .thenComparing(
                                Comparator.comparingDouble(Point::quality).reversed()))
                .toList();
        var corners = new ArrayList<Point>();
        for (var point : sorted) {
            if (!corners.isEmpty() && point.quality() <= corners.getLast().quality()) {
                continue;
            }
            while (corners.size() > 1 && !above(corners.get(corners.size() - 2), corners.getLast(), point)) {
                corners.removeLast();
            }
            corners.add(point);
        }
        return new Hull(corners);
    }

    /** From the cheapest to the best. */
    public List<Point> corners() {
        return corners;
    }

    /** Below the cheapest expert's cost nothing can be bought, so that expert's quality stands. */
    public double qualityAt(double cost) {
        var left = corners.getFirst();
        for (var right : corners) {
            if (cost < right.cost()) {
                double width = right.cost() - left.cost();
                double share = width > 0 ? Math.max(0, cost - left.cost()) / width : 0;
                return left.quality() + share * (right.quality() - left.quality());
            }
            left = right;
        }
        return left.quality();
    }

    private static boolean above(Point left, Point middle, Point right) {
        double cross = (middle.cost() - left.cost()) * (right.quality() - left.quality())
                - (middle.quality() - left.quality()) * (right.cost() - left.cost());
        return cross < 0;
    }

    /**
     * @param cost mean for an answer
     * @param quality mean, in [0, 1]
     */
    public record Point(double cost, double quality) {}
}
