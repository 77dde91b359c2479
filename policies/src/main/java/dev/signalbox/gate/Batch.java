package dev.signalbox.gate;

import static java.util.Objects.requireNonNull;

import dev.signalbox.score.Scorecard;
import java.util.HashSet;
import java.util.List;
import java.util.Map;

/**
 * Queries of one tenant that are routed together. It has one tenant and its items have none of their own, so no batch gate
 * ever sees two tenants' queries side by side.
 *
 * @param tenant whose queries these are
 * @param items in the order in which they came
 * @param objective what is maximised over all of them
 * @param capacity most items for each expert, at least 0; one not named here takes any number
 */
public record Batch(String tenant, List<Item> items, Objective objective, Map<String, Integer> capacity) {

    public Batch {
        requireNonNull(tenant);
        items = List.copyOf(items);
        requireNonNull(objective);
        capacity = Map.copyOf(capacity);
        capacity.forEach((expert, most) -> {
            if (most < 0) {
                throw new IllegalArgumentException("capacity: " + expert + ": " + most + ", expected at least 0");
            }
        });
        var ids = new HashSet<String>();
        for (var item : items) {
            if (!ids.add(item.queryId())) {
                throw new IllegalArgumentException("batch: query " + item.queryId() + " twice, expected unique ids");
            }
        }
    }

    /** A query and what its candidates are expected to make of it. */
    public record Item(String queryId, Scorecard scorecard) {
        public Item {
            requireNonNull(queryId);
            requireNonNull(scorecard);
        }
    }
}
