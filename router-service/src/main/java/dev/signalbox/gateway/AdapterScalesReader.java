package dev.signalbox.gateway;

import java.util.Map;
import java.util.TreeMap;

/**
 * Reads {@code lora} as llama.cpp's server has it: {@code [{"id": 0, "scale": 0.5}]}, where an id is an adapter's place in
 * its expert's list and an adapter left out has the scale 0.
 */
final class AdapterScalesReader {

    private static final int MOST = 64;
    private static final String LIST = "an array of objects with id and scale";

    private final JsonCursor cursor;

    AdapterScalesReader(JsonCursor cursor) {
        this.cursor = cursor;
    }

    Map<Integer, Double> read() throws RejectedRequestException {
        var scales = new TreeMap<Integer, Double>();
        cursor.array(LIST);
        while (cursor.element()) {
            readOne(scales);
        }
        return scales;
    }

    private void readOne(Map<Integer, Double> scales) throws RejectedRequestException {
        int id = -1;
        double scale = Double.NaN;
        cursor.object(LIST);
        for (var field = cursor.field(); field != null; field = cursor.field()) {
            switch (field) {
                case "id" -> id = (int) cursor.integer(0, MOST - 1, "an integer in [0, " + (MOST - 1) + "]");
                case "scale" -> scale = cursor.decimal(-100, 100, "a number in [-100, 100]");
                default -> cursor.skip();
            }
        }
        if (id < 0 || Double.isNaN(scale)) {
            throw cursor.wrong("both id and scale of each adapter", "invalid_value");
        }
        if (scales.put(id, scale) != null) {
            throw cursor.wrong("each id once", "invalid_value");
        }
    }
}
