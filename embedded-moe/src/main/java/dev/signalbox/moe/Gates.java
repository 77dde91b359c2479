package dev.signalbox.moe;

import dev.signalbox.moe.gate.GateShape;
import dev.signalbox.moe.gate.GateTally;
import dev.signalbox.moe.gate.RoutingSink;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/** What is counted of all models, by the name of the model; it outlives their being in memory. */
final class Gates {

    private static final String SUFFIX = ".gguf";

    private final Map<Path, GateTally> tallies = new ConcurrentHashMap<>();
    private final Map<Kind, ModelWatch> watches = new ConcurrentHashMap<>();

    private record Kind(Path file, GateShape shape, double rate) {}

    /** Of a file that has been replaced by a model of another shape, counting begins anew. */
    ModelWatch watch(Path file, GateShape shape, double rate) {
        var tally = tallies.compute(
                file, (_, known) -> known != null && known.shape().equals(shape) ? known : new GateTally(shape));
        watches.keySet()
                .removeIf(kind -> kind.file().equals(file) && !kind.shape().equals(shape));
        return watches.computeIfAbsent(new Kind(file, shape, rate), _ -> new ModelWatch(tally, rate));
    }

    void trace(String model, RoutingSink sink) {
        watches.forEach((kind, watch) -> {
            if (name(kind.file()).equals(model)) {
                watch.trace(sink);
            }
        });
    }

    /** A file's name without its ending; of two in different folders the later path. */
    static String name(Path file) {
        var name = String.valueOf(file.getFileName());
        return name.endsWith(SUFFIX) ? name.substring(0, name.length() - SUFFIX.length()) : name;
    }

    /** By the model's name. */
    Map<String, GateTally> all() {
        var named = new TreeMap<String, GateTally>();
        new TreeMap<>(tallies).forEach((file, tally) -> named.put(name(file), tally));
        return named;
    }
}
