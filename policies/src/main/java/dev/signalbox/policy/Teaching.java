package dev.signalbox.policy;

import dev.signalbox.experts.Caller;
import dev.signalbox.experts.ExpertCard;
import dev.signalbox.features.Features;
import dev.signalbox.learn.Grade;
import dev.signalbox.learn.Observation;
import dev.signalbox.learn.Training;
import dev.signalbox.score.Score;
import dev.signalbox.score.Scorer;
import java.util.HashMap;
import java.util.List;

/**
 * What a scorer expects, made into something that another can learn from: of every prompt the teacher's scores stand for
 * the grades, so nobody need have answered it.
 *
 * <p>After Dai et al. 2022 (StableMoE), <a href="https://arxiv.org/abs/2204.08396">arXiv:2204.08396</a>, whose small router
 * learns in a first stage what the model's own router would choose, and stays as it is from then on. Deviation: the student
 * learns expected quality and cost, not the choice, so that the policy's objective may still change.
 */
public final class Teaching {

    private static final Caller NOBODY = new Caller("", "");

    private Teaching() {}

    /**
     * The prompts with the teacher's scores in place of grades.
     *
     * @param experts whom the teacher is asked about, at least one
     */
    public static Training of(Scorer teacher, Training prompts, List<ExpertCard> experts) {
        var taught = prompts.observations().stream()
                .map(prompt -> taught(teacher, prompt, experts))
                .toList();
        return new Training(prompts.space(), prompts.at(), taught);
    }

    private static Observation taught(Scorer teacher, Observation prompt, List<ExpertCard> experts) {
        var grades = new HashMap<String, Grade>();
        for (var score :
                teacher.score(Features.of(prompt.prompt(), NOBODY), experts).scores()) {
            grades.put(score.expert(), expected(score));
        }
        return new Observation(prompt.queryId(), prompt.promptId(), prompt.prompt(), prompt.domain(), grades);
    }

    private static Grade expected(Score score) {
        return new Grade(score.quality(), score.microUsd(), score.latency());
    }
}
