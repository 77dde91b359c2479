package dev.signalbox.score;

import java.util.List;
import java.util.Optional;

/** One score per candidate, in the candidates' order. */
public record Scorecard(List<Score> scores) {

    public Scorecard {
        scores = List.copyOf(scores);
    }

    public Optional<Score> of(String expert) {
        return scores.stream().filter(score -> score.expert().equals(expert)).findFirst();
    }
}
