package dev.signalbox.moe.gate;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;

/**
 * One token's routing as text, to the last bit: base64 of big-endian numbers.
 *
 * <pre>
 *   head   reply u8 (0 or 1), position i32, token i32, used u16
 *   layer  number u16, entropy f32, used times: expert u16, weight f32     of each layer that was seen, in their order
 * </pre>
 */
public final class RoutingCode {

    private static final int HEAD_BYTES = 11;
    private static final int LAYER_BYTES = 6;
    private static final int EXPERT_BYTES = 6;
    private static final float MOST_WEIGHT = 1.001f;

    private final GateShape shape;
    private final ByteBuffer bytes;

    private RoutingCode(GateShape shape, ByteBuffer bytes) {
        this.shape = shape;
        this.bytes = bytes;
    }

    public static String of(TokenRouting routing) {
        int most = HEAD_BYTES + routing.layers() * (LAYER_BYTES + routing.used() * EXPERT_BYTES);
        var bytes = ByteBuffer.allocate(most)
                .put((byte) (routing.phase() == Phase.REPLY ? 1 : 0))
                .putInt(routing.position())
                .putInt(routing.token())
                .putShort((short) routing.used());
        for (int layer = 0; layer < routing.layers(); layer++) {
            if (routing.seen(layer)) {
                bytes.putShort((short) layer).putFloat(routing.entropy(layer));
                for (int rank = 0; rank < routing.used(); rank++) {
                    bytes.putShort((short) routing.expert(layer, rank)).putFloat(routing.weight(layer, rank));
                }
            }
        }
        return Base64.getEncoder().encodeToString(Arrays.copyOf(bytes.array(), bytes.position()));
    }

    /** Reads it back; what is no routing of such a model is an {@link IllegalArgumentException}. */
    public static TokenRouting routing(String code, GateShape shape) {
        try {
            return new RoutingCode(shape, ByteBuffer.wrap(Base64.getDecoder().decode(code))).routing();
        } catch (BufferUnderflowException e) {
            throw new IllegalArgumentException("a routing that ends before its end", e);
        }
    }

    private TokenRouting routing() {
        var phase = between("phase", bytes.get(), 0, 1) == 1 ? Phase.REPLY : Phase.PROMPT;
        int position = bytes.getInt();
        int token = between("token", bytes.getInt(), TokenRouting.UNTOLD, Integer.MAX_VALUE);
        int used = between("used", bytes.getShort(), 1, shape.experts());
        var routing = new TokenRouting(shape.layers(), used).begin(token, phase, position);
        int next = 0;
        while (bytes.hasRemaining()) {
            int layer = between("layer", bytes.getShort(), next, shape.layers() - 1);
            layer(layer, routing);
            next = layer + 1;
        }
        return routing;
    }

    private void layer(int layer, TokenRouting routing) {
        float entropy = number("entropy", bytes.getFloat(), Float.MAX_VALUE);
        for (int rank = 0; rank < routing.used(); rank++) {
            int expert = between("expert", bytes.getShort(), 0, shape.experts() - 1);
            routing.choose(layer, rank, expert, number("weight", bytes.getFloat(), MOST_WEIGHT));
        }
        routing.settled(layer, entropy);
    }

    private static int between(String what, int value, int least, int most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(
                    "a routing's " + what + ": " + value + ", expected " + least + " to " + most);
        }
        return value;
    }

    private static float number(String what, float value, float most) {
        if (!(value >= 0 && value <= most)) {
            throw new IllegalArgumentException("a routing's " + what + ": " + value + ", expected 0 to " + most);
        }
        return value;
    }
}
