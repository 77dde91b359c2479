package dev.signalbox.evaluate;

import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Learns from another set and judges by this one; training prompts that stand in this one too are left out.
 *
 * @param training with experts of the same names
 */
public record Transfer(OutcomeSet training) implements Protocol {

    @Override
    public List<Fold> folds(OutcomeSet set, RandomGenerator random) {
        var tested = set.rows().stream()
                .map(row -> OutcomeSet.identity(row.prompt()))
                .collect(Collectors.toSet());
        var train = IntStream.range(0, training.size())
                .filter(row ->
                        !tested.contains(OutcomeSet.identity(training.row(row).prompt())))
                .boxed()
                .toList();
        var test = IntStream.range(0, set.size()).boxed().toList();
        return List.of(new Fold(training, train, test));
    }

    @Override
    public String description() {
        return "learned from " + training.name() + ", prompts of this set left out";
    }
}
