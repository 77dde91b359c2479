package dev.signalbox.learn;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;

/** A matrix as bytes: little-endian float32, row after row, as they are or deflated (RFC 1950). */
final class MatrixBytes {

    private MatrixBytes() {}

    static byte[] plain(Matrix matrix) {
        var values = matrix.toArray();
        var bytes = ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        return bytes.array();
    }

    /** At the fastest level: the zeros of sparse matrices go, and more is not to be had from floats. */
    static byte[] deflated(Matrix matrix) {
        var bytes = new ByteArrayOutputStream();
        var deflater = new Deflater(Deflater.BEST_SPEED);
        try (var out = new DeflaterOutputStream(bytes, deflater)) {
            out.write(plain(matrix));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            deflater.end();
        }
        return bytes.toByteArray();
    }

    static Matrix ofPlain(int rows, int columns, byte[] bytes) {
        if (bytes.length != size(rows, columns)) {
            throw wrong(bytes.length, rows, columns);
        }
        var values = new float[bytes.length / Float.BYTES];
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
        return Matrix.of(rows, columns, values);
    }

    /** Inflates as much as the shape says, and refuses more or less. */
    static Matrix ofDeflated(int rows, int columns, byte[] bytes) {
        long size = size(rows, columns);
        try (var in = new InflaterInputStream(new ByteArrayInputStream(bytes))) {
            var plain = in.readNBytes((int) size);
            if (in.read() >= 0) {
                throw wrong(size + 1, rows, columns);
            }
            return ofPlain(rows, columns, plain);
        } catch (IOException e) {
            throw new IllegalArgumentException("snapshot: a matrix does not inflate: " + e.getMessage(), e);
        }
    }

    private static long size(int rows, int columns) {
        long size = (long) rows * columns * Float.BYTES;
        if (rows < 0 || columns < 0 || size > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("snapshot: a matrix of " + rows + " rows and " + columns
                    + " columns, expected both >= 0 and at most 2 GiB");
        }
        return size;
    }

    private static IllegalArgumentException wrong(long bytes, int rows, int columns) {
        return new IllegalArgumentException("snapshot: a matrix of " + bytes + " bytes, expected " + size(rows, columns)
                + " for " + rows + " rows of " + columns);
    }
}
