package dev.signalbox.moe;

import dev.signalbox.moe.adapter.AdapterTally;
import dev.signalbox.moe.adapter.AdapterTally.Counts;
import dev.signalbox.moe.worker.LoopbackClient;
import dev.signalbox.moe.worker.MalformedWireException;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Counts here what a model's worker does with adapters. A worker tells with the end of a reply under adapters what it has
 * counted since it was started; the difference to what it told before is added. Of one that dies, what it did after its
 * last reply is lost, and what it had in memory is gone.
 */
final class RemoteAdapters {

    private static final Counts NONE = new Counts(0, 0, 0, 0, 0);

    private final AdapterTally tally;
    private @Nullable LoopbackClient life;
    private Counts told = NONE;

    /** @param tally over all models */
    RemoteAdapters(AdapterTally tally) {
        this.tally = tally;
    }

    static void put(Counts counts, ObjectNode json) {
        json.put("hits", counts.hits())
                .put("loads", counts.loads())
                .put("evictions", counts.evictions())
                .put("resident", counts.resident())
                .put("bytes", counts.bytes());
    }

    /** A request goes to {@code worker}: any other has ended. */
    synchronized void ask(LoopbackClient worker) {
        if (!worker.equals(life)) {
            end();
            life = worker;
        }
    }

    /** The worker has ended, and its memory with it. */
    synchronized void end() {
        tally.add(new Counts(0, 0, 0, -told.resident(), -told.bytes()));
        told = NONE;
        life = null;
    }

    /** Hears of {@code worker}; what is older than what was told, by it or by one after it, says nothing new. */
    synchronized void hear(LoopbackClient worker, JsonNode json) throws MalformedWireException {
        var now = new Counts(
                count(json, "hits"),
                count(json, "loads"),
                count(json, "evictions"),
                count(json, "resident"),
                count(json, "bytes"));
        if (worker.equals(life)
                && now.hits() >= told.hits()
                && now.loads() >= told.loads()
                && now.evictions() >= told.evictions()) {
            tally.add(now.minus(told));
            told = now;
        }
    }

    private static long count(JsonNode json, String key) throws MalformedWireException {
        var node = json.path(key);
        if (!node.isIntegralNumber() || !node.canConvertToLong() || node.longValue() < 0) {
            throw new MalformedWireException("adapters: " + key + ", expected a count");
        }
        return node.longValue();
    }
}
