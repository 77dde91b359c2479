package dev.signalbox.policy;

import dev.signalbox.score.NamesScorers;
import dev.signalbox.score.NamesStandIn;
import dev.signalbox.score.Scorer;
import dev.signalbox.yaml.Binder;
import dev.signalbox.yaml.Yaml;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/** Reads what fills a slot: a plug-in's name alone, or with its options. */
final class SlotReader {

    private final Binder binder;
    private final Catalogue catalogue;

    SlotReader(Binder binder, Catalogue catalogue) {
        this.binder = binder;
        this.catalogue = catalogue;
    }

    /** {@code static} or {@code {static: options}}. */
    <T> Optional<PolicyFile.Slot<T>> read(Yaml tree, Map<String, Plugin<T>> plugins, String kind) {
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
        return options.map(bound -> new PolicyFile.Slot<>(
                entry.get().place(), plugin, bound, new CatalogueParts(catalogue), standIn(entry.get(), bound)));
    }

    /** Empty where it is wrong, too, once that is reported. */
    private Optional<ScorerRecipe> standIn(Yaml.Entry entry, Record options) {
        if (!(options instanceof NamesStandIn named)) {
            return Optional.empty();
        }
        var fit = new TreeSet<String>();
        catalogue.scorers().forEach((name, plugin) -> {
            if (!plugin.descriptor().asks() && standsAlone(plugin)) {
                fit.add(name);
            }
        });
        if (!fit.contains(named.otherwise())) {
            binder.report(
                    entry.place(),
                    "otherwise \"" + named.otherwise() + "\"",
                    "a scorer that asks nobody: " + String.join(", ", fit));
            return Optional.empty();
        }
        return Optional.of(catalogue.scorer("otherwise", named.otherwise()));
    }

    private void checkParts(Yaml.Entry entry, Record options) {
        if (!(options instanceof NamesScorers named)) {
            return;
        }
        var learning = new TreeSet<String>();
        catalogue.scorers().forEach((name, plugin) -> {
            if (plugin.learns() && standsAlone(plugin) && !name.equals(entry.key())) {
                learning.add(name);
            }
        });
        named.scorers().stream()
                .filter(name -> !learning.contains(name))
                .forEach(name -> binder.report(
                        entry.place(), "\"" + name + "\"", "scorers that learn: " + String.join(", ", learning)));
    }

    /** Who is named by others has no options but its defaults. */
    private static boolean standsAlone(Plugin<Scorer> plugin) {
        return plugin.descriptor().options().stream().noneMatch(Descriptor.Option::required);
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
