package dev.signalbox.learn;

import java.util.Arrays;

/** Numbers in rows and columns. Immutable; every value is finite. */
public final class Matrix {

    private final int rows;
    private final int columns;
    private final float[] values;

    private Matrix(int rows, int columns, float[] values) {
        this.rows = rows;
        this.columns = columns;
        this.values = values;
    }

    /** Copies {@code values}, row after row. */
    public static Matrix of(int rows, int columns, float[] values) {
        if (rows < 0 || columns < 0 || (long) rows * columns != values.length) {
            throw new IllegalArgumentException(
                    "matrix: " + values.length + " values, expected " + rows + " rows of " + columns);
        }
        for (float value : values) {
            if (!Float.isFinite(value)) {
                throw new IllegalArgumentException("matrix: " + value + ", expected finite values");
            }
        }
        return new Matrix(rows, columns, values.clone());
    }

    public int rows() {
        return rows;
    }

    public int columns() {
        return columns;
    }

    public float at(int row, int column) {
        return values[row * columns + column];
    }

    /** A copy, row after row. */
    public float[] toArray() {
        return values.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Matrix matrix
                && rows == matrix.rows
                && columns == matrix.columns
                && Arrays.equals(values, matrix.values);
    }

    @Override
    public int hashCode() {
        return 31 * rows + Arrays.hashCode(values);
    }

    @Override
    public String toString() {
        return "Matrix[" + rows + "x" + columns + "]";
    }
}
