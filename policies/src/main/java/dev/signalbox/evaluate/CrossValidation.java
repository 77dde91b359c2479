package dev.signalbox.evaluate;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * Every row is judged once, by what was learned from the rows of the other folds; duplicates of a prompt share a fold.
 *
 * @param folds at least 2
 */
public record CrossValidation(int folds) implements Protocol {

    public CrossValidation {
        if (folds < 2) {
            throw new BadOutcomesException("folds: " + folds + ", expected at least 2");
        }
    }

    @Override
    public List<Fold> folds(OutcomeSet set, RandomGenerator random) {
        int prompts = set.prompts();
        if (prompts < folds) {
            throw new BadOutcomesException("folds: " + folds + ", expected at most " + prompts
                    + ", the number of different prompts in " + set.name());
        }
        var order = new ArrayList<>(IntStream.range(0, prompts).boxed().toList());
        Collections.shuffle(order, random);
        var foldOf = new int[prompts];
        for (int i = 0; i < prompts; i++) {
            foldOf[order.get(i)] = i % folds;
        }
        return IntStream.range(0, folds)
                .mapToObj(fold -> new Fold(
                        set,
                        rows(set)
                                .filter(row -> foldOf[set.group(row)] != fold)
                                .boxed()
                                .toList(),
                        rows(set)
                                .filter(row -> foldOf[set.group(row)] == fold)
                                .boxed()
                                .toList()))
                .toList();
    }

    @Override
    public String description() {
        return folds + "-fold cross-validation, duplicates of a prompt in one fold";
    }

    private static IntStream rows(OutcomeSet set) {
        return IntStream.range(0, set.size());
    }
}
