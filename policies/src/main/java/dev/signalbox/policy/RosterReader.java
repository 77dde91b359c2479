package dev.signalbox.policy;

import dev.signalbox.experts.ExpertProvider;
import dev.signalbox.yaml.At;
import dev.signalbox.yaml.Binder;
import dev.signalbox.yaml.Place;
import dev.signalbox.yaml.Records;
import dev.signalbox.yaml.Yaml;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads one roster file. */
final class RosterReader {

    /** Names that the API gives a meaning of its own. */
    private static final Set<String> RESERVED = Set.of("auto");

    private final Binder binder = new Binder();
    private final Catalogue catalogue;

    RosterReader(Catalogue catalogue) {
        this.catalogue = catalogue;
    }

    List<RosterFile.Entry> read(String file, byte[] yaml) {
        var tree = Yaml.parse(file, yaml);
        var entries = new ArrayList<RosterFile.Entry>();
        var names = new HashSet<String>();
        for (var expert :
                binder.bind(tree, RosterForm.class).map(RosterForm::experts).orElse(List.of())) {
            checkName(expert.value().name(), names);
            var deployments = deployments(expert);
            if (!deployments.isEmpty()) {
                var card = expert.value().card().inFamily(family(deployments));
                entries.add(
                        new RosterFile.Entry(card, deployments, expert.value().calls()));
            }
        }
        return binder.finish(() -> entries);
    }

    private void checkName(At<String> name, Set<String> seen) {
        var text = name.value();
        if (text.isBlank() || !text.equals(text.strip()) || text.contains("*") || text.contains("?")) {
            binder.report(name.place(), "\"" + text + "\"", "a name without wildcards or blanks around it");
        } else if (RESERVED.contains(text) || text.startsWith("policy/")) {
            binder.report(name.place(), "\"" + text + "\"", "a name that is not auto and not under policy/");
        } else if (!seen.add(text)) {
            binder.report(name.place(), "\"" + text + "\" stands twice", "each expert once");
        }
    }

    private List<RosterFile.Deployment<?>> deployments(At<RosterForm.Expert> expert) {
        var listed = expert.value().deployments();
        var direct = expert.value().provider();
        if (listed.isEmpty()) {
            return deployment("default", expert.place(), direct, Records.keys(RosterForm.Expert.class)).stream()
                    .toList();
        }
        direct.forEach(entry -> reportExtra(entry));
        var names = new HashSet<String>();
        var deployments = new ArrayList<RosterFile.Deployment<?>>();
        for (var each : listed) {
            var name = each.value().name();
            if (!names.add(name.value())) {
                binder.report(name.place(), "\"" + name.value() + "\" stands twice", "each deployment once");
            }
            var keys = Records.keys(RosterForm.Deployment.class);
            deployment(name.value(), each.place(), each.value().provider(), keys)
                    .ifPresent(deployments::add);
        }
        return deployments;
    }

    /** That of all its deployments, if they agree. */
    private static String family(List<RosterFile.Deployment<?>> deployments) {
        var families = deployments.stream()
                .map(RosterFile.Deployment::family)
                .distinct()
                .toList();
        return families.size() == 1 ? families.getFirst() : "";
    }

    private void reportExtra(Yaml.Entry entry) {
        if (catalogue.providers().containsKey(entry.key())) {
            binder.report(entry.place(), "a provider beside deployments", "it inside each deployment");
        } else {
            binder.reportUnknown(entry.place(), entry.key(), Records.keys(RosterForm.Expert.class));
        }
    }

    private Optional<RosterFile.Deployment<?>> deployment(
            String name, Place place, List<Yaml.Entry> entries, List<String> otherKeys) {
        var known = new ArrayList<>(otherKeys);
        known.addAll(catalogue.providers().keySet());
        var providers = new ArrayList<Yaml.Entry>();
        for (var entry : entries) {
            if (catalogue.providers().containsKey(entry.key())) {
                providers.add(entry);
            } else {
                binder.reportUnknown(entry.place(), entry.key(), known);
            }
        }
        if (providers.size() != 1) {
            if (entries.isEmpty() || providers.size() > 1) {
                var found = providers.isEmpty() ? "no provider" : providers.size() + " providers";
                binder.report(
                        place,
                        found,
                        "one of " + String.join(", ", catalogue.providers().keySet()));
            }
            return Optional.empty();
        }
        var only = providers.getFirst();
        return catalogue.provider(only.key()).flatMap(provider -> bound(name, only.value(), provider));
    }

    private <C extends Record> Optional<RosterFile.Deployment<?>> bound(
            String name, Yaml options, ExpertProvider<C> provider) {
        return binder.bindShort(options, provider.config())
                .map(config -> new RosterFile.Deployment<>(name, provider, config));
    }
}
