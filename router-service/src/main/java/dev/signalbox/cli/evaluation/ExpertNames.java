package dev.signalbox.cli.evaluation;

import dev.signalbox.evaluate.BadOutcomesException;
import dev.signalbox.evaluate.OutcomeRow;
import dev.signalbox.evaluate.OutcomeSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Gives the experts of the set that is learned from the names that they have in the set under evaluation. */
public final class ExpertNames {

    private final Map<String, String> renamed = new HashMap<>();

    /**
     * Where the names differ and both sets have two experts, the stronger is taken for the stronger.
     *
     * @param said names in the tested set by the names in the other, where the user said so
     * @throws BadOutcomesException when no expert is left that both sets know
     */
    public static OutcomeSet match(OutcomeSet training, OutcomeSet tested, Map<String, String> said) {
        var names = new ExpertNames();
        names.renamed.putAll(said);
        boolean none =
                training.experts().stream().noneMatch(name -> tested.experts().contains(said.getOrDefault(name, name)));
        if (none && training.experts().size() == 2 && tested.experts().size() == 2) {
            names.renamed.put(strongest(training), strongest(tested));
            names.renamed.put(weakest(training), weakest(tested));
        } else if (none) {
            throw new BadOutcomesException(training.name() + ": its experts " + training.experts()
                    + " are none of those of " + tested.name() + ", expected some of " + tested.experts()
                    + "; say who is who with --strong A=X --weak B=Y");
        }
        return names.rename(training, tested);
    }

    /** What was done, for the reader; empty when all names are the same. */
    public static Optional<String> note(OutcomeSet training, OutcomeSet original) {
        return training.experts().equals(original.experts())
                ? Optional.empty()
                : Optional.of("Learned from " + original.experts() + " of " + original.name() + " as "
                        + training.experts() + ".");
    }

    private OutcomeSet rename(OutcomeSet training, OutcomeSet tested) {
        var rows = training.rows().stream()
                .map(row -> new OutcomeRow(
                        row.id(),
                        row.prompt(),
                        row.domain(),
                        row.label(),
                        row.split(),
                        row.outOfScope(),
                        row.contaminated(),
                        rename(row.scores()),
                        rename(row.microUsd())))
                .toList();
        var all = OutcomeSet.of(training.name(), rows);
        return all.only(
                all.experts().stream().filter(tested.experts()::contains).toList());
    }

    private Map<String, Double> rename(Map<String, Double> numbers) {
        var other = new HashMap<String, Double>();
        numbers.forEach((name, number) -> {
            var fresh = renamed.getOrDefault(name, name);
            if (other.put(fresh, number) != null) {
                throw new BadOutcomesException("experts: two of them would be called " + fresh + ", expected one");
            }
        });
        return other;
    }

    private static String strongest(OutcomeSet set) {
        return set.experts().get(mean(set, 0) >= mean(set, 1) ? 0 : 1);
    }

    private static String weakest(OutcomeSet set) {
        return set.experts().get(mean(set, 0) >= mean(set, 1) ? 1 : 0);
    }

    private static double mean(OutcomeSet set, int expert) {
        var name = set.experts().get(expert);
        return set.rows().stream()
                .map(row -> Optional.ofNullable(row.scores().get(name)))
                .flatMap(Optional::stream)
                .mapToDouble(Double::doubleValue)
                .average()
                .orElse(0);
    }
}
