package dev.signalbox.evaluate;

import java.util.HashSet;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/** The file's own split: learns from {@code train}, judges by {@code test}; test prompts that were trained on are left out. */
public record OwnSplit() implements Protocol {

    @Override
    public List<Fold> folds(OutcomeSet set, RandomGenerator random) {
        var train = rows(set, "train");
        var test = rows(set, "test");
        if (train.isEmpty() || test.isEmpty()) {
            throw new BadOutcomesException(set.name() + ": " + train.size() + " rows with split \"train\" and "
                    + test.size() + " with \"test\", expected some of each; leave --use-split out to cross-validate");
        }
        var known = new HashSet<Integer>();
        train.forEach(row -> known.add(set.group(row)));
        var fresh = test.stream().filter(row -> !known.contains(set.group(row))).toList();
        return List.of(new Fold(set, train, fresh));
    }

    @Override
    public String description() {
        return "the file's own split, test prompts that also stand in the train split left out";
    }

    private static List<Integer> rows(OutcomeSet set, String split) {
        return IntStream.range(0, set.size())
                .filter(row -> set.row(row).split().equals(split))
                .boxed()
                .toList();
    }
}
