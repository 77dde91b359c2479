package dev.signalbox.numeric;

import java.util.Arrays;

/**
 * Rows without the coordinates that none of them has, so that weights which nothing could teach are not carried along.
 *
 * @param rows the same questions, terms renumbered
 * @param kept [t] for each renumbered term its number before, ascending
 * @param dense coordinates of the dense part, which all are kept
 */
@SuppressWarnings("ArrayRecordComponent") // lives as long as a fit, never compared
public record Compact(Row[] rows, int[] kept, int dense) {

    public static Compact of(Row[] rows) {
        var kept = Arrays.stream(rows)
                .flatMapToInt(row -> Arrays.stream(row.index()))
                .distinct()
                .sorted()
                .toArray();
        var renumbered = new Row[rows.length];
        Arrays.setAll(renumbered, i -> new Row(rows[i].dense(), renumber(rows[i].index(), kept), rows[i].value()));
        return new Compact(renumbered, kept, rows[0].dense().length);
    }

    private static int[] renumber(int[] index, int[] kept) {
        var renumbered = new int[index.length];
        Arrays.setAll(renumbered, z -> Arrays.binarySearch(kept, index[z]));
        return renumbered;
    }

    public int coordinates() {
        return dense + kept.length;
    }

    /**
     * Weights of all coordinates, 0 for those left out.
     *
     * @param weights [dense + t][m]
     * @return [coordinates][m]
     */
    public float[] expanded(float[] weights, int coordinates, int m) {
        var all = new float[coordinates * m];
        System.arraycopy(weights, 0, all, 0, dense * m);
        for (int t = 0; t < kept.length; t++) {
            System.arraycopy(weights, (dense + t) * m, all, (dense + kept[t]) * m, m);
        }
        return all;
    }
}
