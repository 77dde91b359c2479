package dev.signalbox.evaluate;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Another protocol with few prompts to learn from in each fold.
 *
 * @param inner says what may be learned from
 * @param labels prompts that are, drawn at random; all when there are fewer
 */
public record FewLabels(Protocol inner, int labels) implements Protocol {

    public FewLabels {
        if (labels < 1) {
            throw new BadOutcomesException("labels: " + labels + ", expected at least 1");
        }
    }

    @Override
    public List<Fold> folds(OutcomeSet set, RandomGenerator random) {
        return inner.folds(set, random).stream()
                .map(fold ->
                        new Fold(fold.training(), draw(fold.training(), fold.train(), labels, random), fold.test()))
                .toList();
    }

    @Override
    public String description() {
        return inner.description() + "; " + labels + " labelled prompts to learn from in each";
    }

    /** Rows of {@code prompts} prompts, in the order of the set. */
    static List<Integer> draw(OutcomeSet set, List<Integer> rows, int prompts, RandomGenerator random) {
        var groups = new ArrayList<>(rows.stream().map(set::group).distinct().toList());
        Collections.shuffle(groups, random);
        var drawn = new HashSet<>(groups.subList(0, Math.min(prompts, groups.size())));
        return rows.stream().filter(row -> drawn.contains(set.group(row))).toList();
    }
}
