package dev.signalbox.cli;

import java.util.ArrayList;
import java.util.Locale;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/** Where the local models stand, in one line. */
final class LocalRow {

    private static final double MIB = 1 << 20;

    private LocalRow() {}

    /** @param shown as {@code /admin/local} tells it */
    static String text(JsonNode shown) {
        long taken = 0;
        int loaded = 0;
        int here = 0;
        var others = new ArrayList<String>();
        for (var model : shown.path("models")) {
            var state = model.path("state").asString("");
            switch (state) {
                case "loaded", "leaving" -> {
                    loaded++;
                    here++;
                    taken += model.path("bytes").asLong(0);
                }
                case "on disk" -> here++;
                default -> others.add(model.path("name").asString("?") + " is " + state);
            }
        }
        var line = String.format(
                Locale.ROOT,
                "%d of %d models in memory, %.0f of %.0f MiB",
                loaded,
                here,
                taken / MIB,
                shown.path("memory_bytes").asLong(0) / MIB);
        return others.isEmpty() ? line : line + others.stream().collect(Collectors.joining("; ", "; ", ""));
    }
}
