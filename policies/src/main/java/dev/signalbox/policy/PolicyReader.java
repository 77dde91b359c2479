package dev.signalbox.policy;

import dev.signalbox.gate.Gate;
import dev.signalbox.score.Scorer;
import dev.signalbox.yaml.At;
import dev.signalbox.yaml.Binder;
import dev.signalbox.yaml.Place;
import dev.signalbox.yaml.Yaml;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads one policy file. */
final class PolicyReader {

    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9._-]*");
    private static final String DEFAULT_SCORER = "mixture";
    private static final String DEFAULT_GATE = "top-k";

    /** Stands in decisions for no policy at all. */
    private static final Set<String> RESERVED = Set.of(Policy.DIRECT);

    private final Binder binder = new Binder();
    private final SlotReader slots;
    private final Catalogue catalogue;

    PolicyReader(Catalogue catalogue) {
        this.catalogue = catalogue;
        this.slots = new SlotReader(binder, catalogue);
    }

    PolicyFile read(String file, byte[] yaml) {
        var tree = Yaml.parse(file, yaml);
        var form = binder.bind(tree, PolicyForm.class);
        form.ifPresent(bound -> checkName(bound.policy()));
        var scorer = form.flatMap(bound ->
                slots.read(bound.score().orElseGet(() -> named(DEFAULT_SCORER, tree)), catalogue.scorers(), "scorer"));
        var gate = form.flatMap(bound ->
                slots.read(bound.gate().orElseGet(() -> named(DEFAULT_GATE, tree)), catalogue.gates(), "gate"));
        var goal = place(tree, "objective");
        form.flatMap(bound -> bound.objective().kept()).ifPresent(_ -> checkFloor(goal, scorer, gate));
        form.filter(bound -> bound.plan().value() == PolicyForm.Kind.MIX
                        && bound.objective().kept().isPresent())
                .ifPresent(bound -> binder.report(
                        bound.plan().place(),
                        "mix: with a floor in objective",
                        "one of them, because nobody has graded the mix that the floor would have to hold for"));
        return binder.finish(() -> new PolicyFile(form.orElseThrow(), scorer.orElseThrow(), gate.orElseThrow(), goal));
    }

    private void checkFloor(
            Place goal, Optional<PolicyFile.Slot<Scorer>> scorer, Optional<PolicyFile.Slot<Gate>> gate) {
        scorer.filter(slot -> !slot.plugin().learns())
                .ifPresent(slot -> binder.report(
                        goal, "floor: with scorer " + slot.name(), "a scorer that learns, because training fits it"));
        gate.filter(PolicyFile::hasTarget)
                .ifPresent(slot -> binder.report(
                        goal,
                        "floor: with a target of gate " + slot.name(),
                        "one of them, because both fit the choice"));
    }

    private static Place place(Yaml tree, String key) {
        return tree instanceof Yaml.Mapping mapping
                ? mapping.find(key).map(Yaml.Entry::place).orElse(tree.place())
                : tree.place();
    }

    /** A scorer alone, written as the value of a policy file's key {@code score}. */
    ScorerRecipe recipe(String file, byte[] yaml) {
        var scorer = slots.read(Yaml.parse(file, yaml), catalogue.scorers(), "scorer");
        return binder.finish(() -> new ScorerRecipe(scorer.orElseThrow()));
    }

    private void checkName(At<String> name) {
        if (!NAME.matcher(name.value()).matches() || RESERVED.contains(name.value())) {
            binder.report(
                    name.place(),
                    "\"" + name.value() + "\"",
                    "lower-case letters, digits, dots and hyphens, and not " + Policy.DIRECT);
        }
    }

    private static Yaml named(String plugin, Yaml tree) {
        return new Yaml.Scalar(tree.place(), plugin, Yaml.Kind.TEXT);
    }
}
