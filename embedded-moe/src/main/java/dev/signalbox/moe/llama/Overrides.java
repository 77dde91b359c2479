package dev.signalbox.moe.llama;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.util.Map;

/** Metadata that a model is loaded with in place of its file's: an array of C structs that ends with an empty key. */
final class Overrides {

    private static final long BYTES = 264;
    private static final long KEY = 4;
    private static final long VALUE = 136;
    private static final int LONGEST_KEY = 127;
    private static final int WHOLE = 0;

    private Overrides() {}

    /** @param params of the model, laid out as {@code layout}; {@code arena} must live until it is loaded */
    static void set(MemorySegment params, StructLayout layout, Map<String, Integer> overrides, Arena arena) {
        if (overrides.isEmpty()) {
            return;
        }
        var array = arena.allocate(BYTES * (overrides.size() + 1), JAVA_LONG.byteAlignment());
        long at = 0;
        for (var each : overrides.entrySet()) {
            if (each.getKey().getBytes(UTF_8).length > LONGEST_KEY) {
                throw new LlamaException("override " + each.getKey() + ": longer than " + LONGEST_KEY + " bytes");
            }
            array.set(JAVA_INT, at, WHOLE);
            array.setString(at + KEY, each.getKey());
            array.set(JAVA_LONG, at + VALUE, each.getValue());
            at += BYTES;
        }
        Layouts.setAddress(params, layout, "kv_overrides", array);
    }
}
