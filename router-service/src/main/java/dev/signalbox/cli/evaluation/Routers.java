package dev.signalbox.cli.evaluation;

import dev.signalbox.evaluate.Contestant;
import dev.signalbox.evaluate.ScorerContestant;
import dev.signalbox.policy.Catalogue;
import dev.signalbox.policy.Descriptor;
import dev.signalbox.yaml.ConfigException;
import dev.signalbox.yaml.Place;
import java.util.ArrayList;
import java.util.List;

/** Scorers of the catalogue as a command line names them. */
public final class Routers {

    private static final String ALL = "all";
    private final Catalogue catalogue;

    public Routers(Catalogue catalogue) {
        this.catalogue = catalogue;
    }

    /** @param text names with commas between them, {@code name:{option: value}} where options are meant, or {@code all} */
    public List<Contestant> parse(String text) {
        var names = text.strip().equals(ALL) ? all() : split(text);
        return names.stream().map(this::contestant).toList();
    }

    private List<String> all() {
        return catalogue.descriptors().stream()
                .filter(descriptor -> descriptor.kind() == Descriptor.Kind.SCORER)
                .filter(descriptor ->
                        !descriptor.asks() && descriptor.options().stream().noneMatch(Descriptor.Option::required))
                .map(Descriptor::name)
                .toList();
    }

    private Contestant contestant(String text) {
        int colon = text.indexOf(':');
        var yaml = colon < 0 ? text : "{" + text.substring(0, colon) + ": " + text.substring(colon + 1) + "}";
        var recipe = catalogue.scorer("--routers", yaml);
        if (recipe.asks()) {
            throw new ConfigException(
                    new Place("--routers", 1, recipe.name()),
                    recipe.name() + " asks experts, whom a file of outcomes cannot answer for",
                    "scorers that ask nobody");
        }
        return new ScorerContestant(text, recipe);
    }

    /** At commas outside of braces and brackets. */
    private static List<String> split(String text) {
        var parts = new ArrayList<String>();
        int depth = 0;
        int from = 0;
        for (int i = 0; i < text.length(); i++) {
            char unit = text.charAt(i);
            depth += "{[".indexOf(unit) >= 0 ? 1 : "}]".indexOf(unit) >= 0 ? -1 : 0;
            if (unit == ',' && depth == 0) {
                parts.add(text.substring(from, i).strip());
                from = i + 1;
            }
        }
        parts.add(text.substring(from).strip());
        return parts;
    }
}
