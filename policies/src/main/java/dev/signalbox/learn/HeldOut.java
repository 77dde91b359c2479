package dev.signalbox.learn;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * Training questions in two parts, one to fit a candidate on and one to judge it by. Duplicates of a prompt stay together.
 *
 * @param fit never empty
 * @param check empty when there are too few prompts for the share
 */
public record HeldOut(List<Observation> fit, List<Observation> check) {

    /** @param share of the prompts to judge by, in (0, 1) */
    public static HeldOut share(List<Observation> observations, double share, RandomGenerator random) {
        var prompts = prompts(observations, random);
        var held = new HashSet<>(prompts.subList(0, (int) (prompts.size() * share)));
        var fit = new ArrayList<Observation>();
        var check = new ArrayList<Observation>();
        for (var observation : observations) {
            (held.contains(observation.promptId()) ? check : fit).add(observation);
        }
        return new HeldOut(fit, check);
    }

    /** Every question is judged by once; fewer folds when there are fewer prompts, none for a single prompt. */
    public static List<HeldOut> folds(List<Observation> observations, int most, RandomGenerator random) {
        var prompts = prompts(observations, random);
        int count = Math.min(most, prompts.size());
        if (count < 2) {
            return List.of();
        }
        Map<String, Integer> foldOf = new HashMap<>();
        for (int i = 0; i < prompts.size(); i++) {
            foldOf.put(prompts.get(i), i % count);
        }
        var folds = new ArrayList<HeldOut>();
        for (int fold = 0; fold < count; fold++) {
            folds.add(new HeldOut(new ArrayList<>(), new ArrayList<>()));
        }
        for (var observation : observations) {
            int own = foldOf.getOrDefault(observation.promptId(), 0);
            for (int fold = 0; fold < count; fold++) {
                (fold == own ? folds.get(fold).check() : folds.get(fold).fit()).add(observation);
            }
        }
        return folds;
    }

    private static List<String> prompts(List<Observation> observations, RandomGenerator random) {
        var prompts = new ArrayList<>(
                new HashSet<>(observations.stream().map(Observation::promptId).toList()));
        Collections.sort(prompts);
        Collections.shuffle(prompts, random);
        return prompts;
    }
}
