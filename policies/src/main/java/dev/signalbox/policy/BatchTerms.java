package dev.signalbox.policy;

import static java.util.stream.Collectors.toUnmodifiableMap;

import dev.signalbox.experts.ExpertCard;
import dev.signalbox.experts.Roster;
import dev.signalbox.gate.BatchGate;
import dev.signalbox.yaml.At;
import dev.signalbox.yaml.Binder;
import dev.signalbox.yaml.ConfigException;
import dev.signalbox.yaml.Nearest;
import dev.signalbox.yaml.Place;
import dev.signalbox.yaml.Yaml;
import java.util.List;
import java.util.Map;

/** How the queries of a batch are to be routed together: by which batch gate, and with how much room for each expert. */
public final class BatchTerms {

    /** Queries times experts: each pair is scored, kept and told, and batch gates hold some numbers for it. */
    public static final int MOST_PAIRS = 200_000;

    private final PolicyFile.Slot<BatchGate> slot;
    private final Map<String, At<Integer>> capacity;

    private BatchTerms(PolicyFile.Slot<BatchGate> slot, Map<String, At<Integer>> capacity) {
        this.slot = slot;
        this.capacity = capacity;
    }

    /**
     * Reads the terms, or throws with everything that is wrong in them.
     *
     * @param source what errors call the text
     * @param yaml or JSON, which is YAML too
     * @throws ConfigException with key path, value and expectation of each problem
     */
    public static BatchTerms parse(String source, byte[] yaml, Catalogue catalogue) {
        var binder = new Binder();
        var form = binder.bind(Yaml.parse(source, yaml), BatchForm.class);
        var slot = form.flatMap(
                bound -> new SlotReader(binder, catalogue).read(bound.gate(), catalogue.batchGates(), "batch gate"));
        form.ifPresent(bound -> bound.capacity().values().forEach(most -> {
            if (most.value() < 0) {
                binder.report(most.place(), most.value().toString(), "at least 0");
            }
        }));
        return binder.finish(
                () -> new BatchTerms(slot.orElseThrow(), form.orElseThrow().capacity()));
    }

    /** @throws ConfigException when an expert they name is not on the roster */
    public BatchTerms over(Roster roster) {
        var binder = new Binder();
        var names = roster.cards().stream().map(ExpertCard::name).toList();
        capacity.forEach((name, most) -> {
            if (!names.contains(name)) {
                var hint = Nearest.to(name, names)
                        .map(near -> " (did you mean " + near + "?)")
                        .orElse("");
                binder.report(
                        most.place(),
                        "\"" + name + "\" is not on the roster" + hint,
                        "one of " + String.join(", ", names));
            }
        });
        return binder.finish(() -> this);
    }

    /**
     * Makes sure that a batch is not more than a service can decide beside its other work.
     *
     * @param experts of the policy that decides
     * @throws ConfigException when it is
     */
    void requireFeasible(int queries, int experts) {
        if ((long) queries * experts > MOST_PAIRS) {
            throw tooMany(
                    "",
                    queries + " requests for a policy of " + experts + " experts",
                    "at most " + MOST_PAIRS + " pairs of the two, which is " + MOST_PAIRS / experts + " requests");
        }
        int most = open().mostExperts();
        if (experts > most) {
            throw tooMany("gate", gate() + " for a policy of " + experts + " experts", "at most " + most + " for it");
        }
    }

    private static ConfigException tooMany(String path, String found, String expected) {
        return new ConfigException(List.of(new ConfigException.Problem(new Place("batch", 1, path), found, expected)));
    }

    /** The batch gate's name. */
    public String gate() {
        return slot.name();
    }

    BatchGate open() {
        return slot.create();
    }

    Map<String, Integer> capacity() {
        return capacity.entrySet().stream()
                .collect(toUnmodifiableMap(
                        Map.Entry::getKey, most -> most.getValue().value()));
    }
}
