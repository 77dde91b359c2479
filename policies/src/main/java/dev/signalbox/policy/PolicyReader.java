package dev.signalbox.policy;

import dev.signalbox.yaml.At;
import dev.signalbox.yaml.Binder;
import dev.signalbox.yaml.Yaml;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads one policy file. */
final class PolicyReader {

    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9._-]*");
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
        var scorer = form.flatMap(bound -> slots.read(bound.score(), catalogue.scorers(), "scorer"));
        var gate = form.flatMap(
                bound -> slots.read(bound.gate().orElseGet(() -> defaultGate(tree)), catalogue.gates(), "gate"));
        return binder.finish(() -> new PolicyFile(form.orElseThrow(), scorer.orElseThrow(), gate.orElseThrow()));
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

    private static Yaml defaultGate(Yaml tree) {
        return new Yaml.Scalar(tree.place(), DEFAULT_GATE, Yaml.Kind.TEXT);
    }
}
