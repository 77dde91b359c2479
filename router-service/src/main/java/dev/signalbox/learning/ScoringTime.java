package dev.signalbox.learning;

import dev.signalbox.experts.ExpertCard;
import dev.signalbox.features.Features;
import dev.signalbox.learn.Observation;
import dev.signalbox.score.Scorer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/** How long a scorer takes: the median over prompts whose features are known, each scored a few times before it counts. */
final class ScoringTime {

    private static final int ROUNDS = 5;
    private static final int MOST = 400;

    private ScoringTime() {}

    /** @param prompts at least one */
    static Duration of(Scorer scorer, List<Observation> prompts, List<ExpertCard> experts) {
        var asked = prompts.stream()
                .limit(MOST)
                .map(prompt -> Features.of(prompt.prompt(), Examiner.NOBODY))
                .toList();
        var nanos = new long[asked.size()];
        for (int round = 0; round < ROUNDS; round++) {
            for (int i = 0; i < nanos.length; i++) {
                long start = System.nanoTime();
                scorer.score(asked.get(i), experts);
                nanos[i] = System.nanoTime() - start;
            }
        }
        Arrays.sort(nanos);
        return Duration.ofNanos(nanos[nanos.length / 2]);
    }
}
