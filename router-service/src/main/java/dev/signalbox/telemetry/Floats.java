package dev.signalbox.telemetry;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Numbers as the database holds them: float32, little-endian, one after the other. */
public final class Floats {

    private Floats() {}

    public static byte[] toBytes(float[] values) {
        var bytes = ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        return bytes.array();
    }

    /** @throws IllegalArgumentException when the bytes are not a whole number of values */
    public static float[] of(byte[] bytes) {
        if (bytes.length % Float.BYTES != 0) {
            throw new IllegalArgumentException("floats: " + bytes.length + " bytes, expected a multiple of 4");
        }
        var values = new float[bytes.length / Float.BYTES];
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
        return values;
    }
}
