package dev.signalbox.evaluate;

import dev.signalbox.experts.Caller;
import dev.signalbox.features.Embedding;
import dev.signalbox.features.Features;
import dev.signalbox.features.Prompt;
import dev.signalbox.features.PromptEmbedder;
import dev.signalbox.learn.Grade;
import dev.signalbox.learn.Observation;
import dev.signalbox.learn.Training;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** An outcome set made ready for scorers: what they learn from and what they are asked, in their own words. Immutable. */
public final class Material {

    private static final int CHARACTERS_PER_TOKEN = 4;
    private static final Caller NOBODY = new Caller("evaluation", "evaluation");

    private final OutcomeSet set;
    private final String space;
    private final List<Prompt> prompts;

    private Material(OutcomeSet set, String space, List<Prompt> prompts) {
        this.set = set;
        this.space = space;
        this.prompts = prompts;
    }

    /** @param embedder of every prompt, each asked for once */
    public static Material of(OutcomeSet set, PromptEmbedder embedder) {
        var prompts = set.rows().stream()
                .map(row -> Prompt.of(row.prompt(), embedder))
                .toList();
        return new Material(set, embedder.space(), prompts);
    }

    OutcomeSet set() {
        return set;
    }

    Embedding embedding(int row) {
        return prompts.get(row).embedding();
    }

    /** What is learned from these rows about these experts; rows without a grade of any of them say nothing. */
    Training training(Collection<Integer> rows, Collection<String> experts) {
        var observations = new ArrayList<Observation>();
        for (int row : rows) {
            var grades = grades(row, experts);
            if (!grades.isEmpty()) {
                observations.add(observation(row, grades));
            }
        }
        if (observations.isEmpty()) {
            throw new BadOutcomesException(
                    set.name() + ": no scores of " + experts + " in the rows to learn from, expected some");
        }
        return new Training(space, Instant.EPOCH, observations);
    }

    private Observation observation(int row, Map<String, Grade> grades) {
        var source = set.row(row);
        var domain = source.domain();
        return new Observation(source.id(), "prompt-" + set.group(row), prompts.get(row), domain, grades);
    }

    private Map<String, Grade> grades(int row, Collection<String> experts) {
        var grades = new HashMap<String, Grade>();
        for (int e = 0; e < set.experts().size(); e++) {
            double quality = set.quality(row, e);
            if (!Double.isNaN(quality) && experts.contains(set.experts().get(e))) {
                double cost = set.priced() ? set.cost(row, e) : 0;
                grades.put(set.experts().get(e), new Grade(quality, cost, Duration.ZERO));
            }
        }
        return grades;
    }

    /**
     * What a scorer is asked about a row: the prompt alone, never its domain. Of the prompt only the embedding is known, so
     * that whatever else a scorer looks at counts to the time of its decision.
     */
    Features features(int row) {
        var prompt = Prompt.of(set.row(row).prompt(), prompts.get(row).embedding());
        int tokens = Math.ceilDiv(set.row(row).prompt().length(), CHARACTERS_PER_TOKEN);
        return new Features(prompt, tokens, 0, Set.of(), NOBODY);
    }
}
