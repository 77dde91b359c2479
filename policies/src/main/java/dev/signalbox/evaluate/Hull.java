package dev.signalbox.evaluate;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The best that random mixing of single experts can reach: the upper concave hull of their cost and quality, never
 * falling. RouterBench (Hu et al. 2024, <a href="https://arxiv.org/abs/2403.12031">arXiv:2403.12031</a>) calls it the
 * zero router.
 */
final class Hull {

    private final List<Comparison.Row> corners;

    private Hull(List<Comparison.Row> corners) {
        this.corners = corners;
    }

    static Hull of(List<Comparison.Row> rows) {
        var sorted = rows.stream()
                .sorted(Comparator.comparingDouble(Comparison.Row::microUsd)
                        .thenComparing(Comparator.comparingDouble(Comparison.Row::quality)
                                .reversed()))
                .toList();
        var corners = new ArrayList<Comparison.Row>();
        for (var row : sorted) {
            if (!corners.isEmpty() && row.quality() <= corners.getLast().quality()) {
                continue;
            }
            while (corners.size() > 1 && !above(corners.get(corners.size() - 2), corners.getLast(), row)) {
                corners.removeLast();
            }
            corners.add(row);
        }
        return new Hull(corners);
    }

    /** Below the cheapest expert's cost nothing can be bought, so that expert's quality stands. */
    double qualityAt(double microUsd) {
        var left = corners.getFirst();
        for (var right : corners) {
            if (microUsd < right.microUsd()) {
                double width = right.microUsd() - left.microUsd();
                double share = width > 0 ? Math.max(0, microUsd - left.microUsd()) / width : 0;
                return left.quality() + share * (right.quality() - left.quality());
            }
            left = right;
        }
        return left.quality();
    }

    private static boolean above(Comparison.Row left, Comparison.Row middle, Comparison.Row right) {
        double cross = (middle.microUsd() - left.microUsd()) * (right.quality() - left.quality())
                - (middle.quality() - left.quality()) * (right.microUsd() - left.microUsd());
        return cross < 0;
    }
}
