package dev.signalbox.learning;

import dev.signalbox.moe.LocalProvider;
import dev.signalbox.moe.gate.GateFigures;
import dev.signalbox.moe.gate.GateTally;
import dev.signalbox.moe.gate.UseTable;
import dev.signalbox.store.GateStore;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What the gating networks of this replica's local models do, as far as they are watched; kept for all replicas, so that it
 * outlives them.
 */
public final class InnerGates {

    private static final JsonMapper JSON = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .build();
    private static final Comparator<GateStore.Row> IN_ORDER = Comparator.comparing(GateStore.Row::model)
            .thenComparing(GateStore.Row::domain)
            .thenComparing(GateStore.Row::language)
            .thenComparing(GateStore.Row::phase)
            .thenComparingInt(GateStore.Row::layer);

    private final LocalProvider provider;
    private final GateStore store;
    private final InstantSource clock;

    InnerGates(LocalProvider provider, GateStore store, InstantSource clock) {
        this.provider = provider;
        this.store = store;
        this.clock = clock;
    }

    /** Of the models that are or were watched here. */
    public Set<String> models() {
        return provider.gates().keySet();
    }

    /** Since this replica started; empty when the model is not watched here. */
    public Optional<ObjectNode> live(String model) {
        return Optional.ofNullable(provider.gates().get(model))
                .map(tally -> json(tally.figures()).put("model", model));
    }

    /** As the API gives them. */
    public static ObjectNode json(GateFigures figures) {
        return JSON.valueToTree(figures);
    }

    /** Of all replicas, by domain, language, phase and layer, in the last so many days. */
    public ArrayNode kept(String model, Duration last) {
        return JSON.valueToTree(store.since(model, clock.instant().minus(last)));
    }

    Map<String, GateFigures> figures() {
        var all = new TreeMap<String, GateFigures>();
        provider.gates().forEach((model, tally) -> all.put(model, tally.figures()));
        return all;
    }

    /** Keeps what was counted since the last time; what cannot be kept now is kept next time. */
    void keep() {
        provider.gates().forEach(this::keep);
    }

    private void keep(String model, GateTally tally) {
        var fresh = tally.drain();
        if (fresh.isEmpty()) {
            return;
        }
        try {
            store.add(clock.instant(), rows(model, fresh));
        } catch (RuntimeException e) {
            tally.restore(fresh);
            throw e;
        }
    }

    /** In the same order everywhere, so that replicas do not wait for one another in a circle. */
    private static List<GateStore.Row> rows(String model, Map<GateTally.Key, UseTable> tables) {
        var rows = new ArrayList<GateStore.Row>();
        tables.forEach((key, table) -> {
            for (int layer = 0; layer < table.shape().layers(); layer++) {
                if (table.tokens(layer) > 0) {
                    rows.add(new GateStore.Row(
                            model,
                            key.topic().domain(),
                            key.topic().language(),
                            key.phase().name(),
                            layer,
                            table.tokens(layer),
                            table.entropySum(layer),
                            Arrays.stream(table.uses(layer)).boxed().toList(),
                            Arrays.stream(table.mass(layer)).boxed().toList()));
                }
            }
        });
        rows.sort(IN_ORDER);
        return rows;
    }

    int forgetOlderThan(Duration age) {
        return store.forgetBefore(clock.instant().minus(age));
    }
}
