package dev.signalbox.evaluate;

import java.util.ArrayList;
import java.util.List;

/** What a reader of findings must know of how they came about. */
record Notes(Course course, Setup setup, boolean paired) {

    List<String> lines() {
        var lines = new ArrayList<String>();
        var set = course.tested().set();
        if (!course.priced()) {
            lines.add("No costs" + (set.priced() ? " in the set that was learned from" : partly(set))
                    + ": area, QNC and what else needs them was not taken.");
        }
        if (course.incomplete() > 0) {
            lines.add(course.incomplete()
                    + " test rows without a score of every expert were learned from, not judged by.");
        }
        if (!paired) {
            lines.add("APGR and CPT need two experts: name them with --strong and --weak.");
        }
        setup.promise().ifPresent(promise -> lines.add(floor(promise)));
        var unseen = set.experts().stream().filter(this::isUnseen).toList();
        if (!unseen.isEmpty()) {
            lines.add("Without a score in the training rows of a fold, so expected to do and cost as the others' mean: "
                    + String.join(", ", unseen) + ".");
        }
        long empty = set.rows().stream().filter(row -> row.prompt().isBlank()).count();
        if (empty > 0) {
            lines.add(empty + " of the prompts are empty; they count as duplicates of each other.");
        }
        int left = set.size() - course.pool().size() - course.incomplete();
        if (setup.protocol() instanceof OwnSplit && left > 0) {
            lines.add(left
                    + " rows were not judged by: those to learn from, and test prompts that stand among them too.");
        }
        return lines;
    }

    private String floor(Setup.Promise promise) {
        var asked = "Floor " + promise.floor().level() + " of the best single expert's quality at confidence "
                + promise.floor().confidence();
        return course.priced()
                ? asked + ": calibrated on one half of the judged prompts and observed on the other, in "
                        + promise.splits() + " random splits; the guarantee is that at least "
                        + promise.floor().confidence() + " of calibrations keep it over all prompts."
                : asked + ": not taken, because it needs costs.";
    }

    private static String partly(OutcomeSet set) {
        boolean some = set.rows().stream().anyMatch(row -> !row.microUsd().isEmpty());
        return some ? " for some of the scores" : "";
    }

    private boolean isUnseen(String expert) {
        return course.laps().stream().anyMatch(lap -> {
            int index = lap.material().set().experts().indexOf(expert);
            return index < 0 || Double.isNaN(lap.material().set().mean(lap.train(), index, false));
        });
    }
}
