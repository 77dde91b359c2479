package dev.signalbox.policy;

import dev.signalbox.score.NamesScorers;
import dev.signalbox.yaml.At;
import dev.signalbox.yaml.Binder;
import dev.signalbox.yaml.Yaml;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** Reads one policy file. */
final class PolicyReader {

    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9._-]*");
    private static final String DEFAULT_GATE = "top-k";

    /** Stands in decisions for no policy at all. */
    private static final Set<String> RESERVED = Set.of(Policy.DIRECT);

    private final Binder binder = new Binder();
    private final Catalogue catalogue;

    PolicyReader(Catalogue catalogue) {
        this.catalogue = catalogue;
    }

    PolicyFile read(String file, byte[] yaml) {
        var tree = Yaml.parse(file, yaml);
        var form = binder.bind(tree, PolicyForm.class);
        form.ifPresent(bound -> checkName(bound.policy()));
        var scorer = form.flatMap(bound -> slot(bound.score(), catalogue.scorers(), "scorer"));
        var gate =
                form.flatMap(bound -> slot(bound.gate().orElseGet(() -> defaultGate(tree)), catalogue.gates(), "gate"));
        return binder.finish(() -> new PolicyFile(form.orElseThrow(), scorer.orElseThrow(), gate.orElseThrow()));
    }

    /** A scorer alone, written as the value of a policy file's key {@code score}. */
    ScorerRecipe recipe(String file, byte[] yaml) {
        var scorer = slot(Yaml.parse(file, yaml), catalogue.scorers(), "scorer");
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

    /** {@code static} or {@code {static: options}}. */
    private <T> Optional<PolicyFile.Slot<T>> slot(Yaml tree, Map<String, Plugin<T>> plugins, String kind) {
        var entry = only(tree);
        if (entry.isEmpty()) {
            binder.report(tree.place(), Binder.show(tree), "one " + kind + " by name, such as {NAME: {OPTION: VALUE}}");
            return Optional.empty();
        }
        var plugin = plugins.get(entry.get().key());
        if (plugin == null) {
            binder.reportUnknown(entry.get().place(), entry.get().key(), plugins.keySet());
            return Optional.empty();
        }
        var options = binder.bindShort(entry.get().value(), plugin.config());
        options.ifPresent(bound -> checkParts(entry.get(), bound));
        return options.map(
                bound -> new PolicyFile.Slot<>(entry.get().place(), plugin, bound, new CatalogueParts(catalogue)));
    }

    private void checkParts(Yaml.Entry entry, Record options) {
        if (!(options instanceof NamesScorers named)) {
            return;
        }
        var learning = new TreeSet<String>();
        catalogue.scorers().forEach((name, plugin) -> {
            if (plugin.learns() && !name.equals(entry.key())) {
                learning.add(name);
            }
        });
        named.scorers().stream()
                .filter(name -> !learning.contains(name))
                .forEach(name -> binder.reportUnknown(entry.place(), name, learning));
    }

    private static Optional<Yaml.Entry> only(Yaml tree) {
        if (tree instanceof Yaml.Scalar name && name.kind() == Yaml.Kind.TEXT) {
            var noOptions = new Yaml.Mapping(name.place(), List.of());
            return Optional.of(new Yaml.Entry(name.text(), name.place(), noOptions));
        }
        return tree instanceof Yaml.Mapping mapping && mapping.entries().size() == 1
                ? Optional.of(mapping.entries().getFirst())
                : Optional.empty();
    }
}
