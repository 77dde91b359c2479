package dev.signalbox.score;

import dev.signalbox.learn.Matrix;
import dev.signalbox.learn.Snapshot;
import dev.signalbox.learn.Training;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Experts that join those of a snapshot.
 *
 * @param known the snapshot that they join
 * @param names of the newcomers alone, sorted
 */
record Newcomers(Snapshot known, Training few, List<String> names) {

    /** Refuses labels of another space, and of experts of whom all are known. */
    static Newcomers of(Snapshot known, Training few) {
        var origin = known.origin();
        if (!origin.space().equals(few.space()) || origin.dimension() != few.dimension()) {
            throw new IllegalArgumentException("onboarding: labels in space " + few.space() + " of dimension "
                    + few.dimension() + ", expected " + origin.space() + " of " + origin.dimension()
                    + ", in which the snapshot was fitted");
        }
        var names = few.experts().stream()
                .filter(name -> !known.experts().contains(name))
                .toList();
        if (names.isEmpty()) {
            throw new IllegalArgumentException("onboarding: grades of " + few.experts()
                    + ", all of which the snapshot knows already, expected grades of new experts");
        }
        return new Newcomers(known, few, names);
    }

    /** Those of the snapshot in their order, then the newcomers. */
    List<String> everybody() {
        var all = new ArrayList<>(known.experts());
        all.addAll(names);
        return all;
    }

    /**
     * The snapshot with the newcomers in it.
     *
     * @param changed matrices that replace those of the same name
     */
    Snapshot join(Map<String, Matrix> changed) {
        return join(changed, Map.of());
    }

    /** @param told labels that replace those of the same axis */
    Snapshot join(Map<String, Matrix> changed, Map<String, List<String>> told) {
        var labels = new TreeMap<>(known.labels());
        labels.putAll(told);
        var matrices = new TreeMap<>(known.matrices());
        matrices.putAll(changed);
        var origin = known.origin();
        var joined = new Snapshot.Origin(
                origin.scorer(),
                origin.space(),
                origin.dimension(),
                few.at(),
                origin.observations() + few.observations().size());
        return new Snapshot(joined, everybody(), matrices, labels);
    }

    /** The columns of {@code left}, then those of {@code right}. */
    static Matrix beside(Matrix left, Matrix right) {
        int columns = left.columns() + right.columns();
        var values = new float[left.rows() * columns];
        for (int row = 0; row < left.rows(); row++) {
            for (int column = 0; column < columns; column++) {
                values[row * columns + column] =
                        column < left.columns() ? left.at(row, column) : right.at(row, column - left.columns());
            }
        }
        return Matrix.of(left.rows(), columns, values);
    }

    /** The rows of {@code upper}, then those of {@code lower}. */
    static Matrix above(Matrix upper, Matrix lower) {
        var values = Arrays.copyOf(upper.toArray(), (upper.rows() + lower.rows()) * upper.columns());
        System.arraycopy(lower.toArray(), 0, values, upper.rows() * upper.columns(), lower.rows() * lower.columns());
        return Matrix.of(upper.rows() + lower.rows(), upper.columns(), values);
    }
}
