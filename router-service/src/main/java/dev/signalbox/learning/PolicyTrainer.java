package dev.signalbox.learning;

import dev.signalbox.evaluate.Comparison;
import dev.signalbox.evaluate.ComparisonTable;
import dev.signalbox.experts.ExpertCard;
import dev.signalbox.experts.Roster;
import dev.signalbox.features.Features;
import dev.signalbox.features.PromptEmbedder;
import dev.signalbox.learn.Learner;
import dev.signalbox.learn.Observation;
import dev.signalbox.learn.Snapshot;
import dev.signalbox.learn.Training;
import dev.signalbox.pipeline.ConfigReload;
import dev.signalbox.pipeline.CurrentPolicies;
import dev.signalbox.plan.Plan;
import dev.signalbox.policy.Policy;
import dev.signalbox.policy.PolicyFile;
import dev.signalbox.store.SnapshotStore;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;

/**
 * Teaches a policy's scorer: labelled questions go through the experts, a snapshot is fitted on one part of them and
 * judged on the other, and then put in force.
 */
public final class PolicyTrainer {

    private static final long SEED = 1;

    /** Most questions that may go ungraded; beyond it something is wrong with an expert, not with a question. */
    private static final double MOST_UNGRADED = 0.2;

    private final Examiner examiner;
    private final CurrentPolicies policies;
    private final ConfigReload reload;
    private final SnapshotStore store;
    private final PromptEmbedder embedder;
    private final InstantSource clock;

    PolicyTrainer(
            Examiner examiner,
            CurrentPolicies policies,
            ConfigReload reload,
            SnapshotStore store,
            PromptEmbedder embedder,
            InstantSource clock) {
        this.examiner = examiner;
        this.policies = policies;
        this.reload = reload;
        this.store = store;
        this.embedder = embedder;
        this.clock = clock;
    }

    /**
     * Trains and promotes.
     *
     * @throws IllegalArgumentException when the policy is unknown, cannot learn, or too few questions were graded
     */
    public Result train(String policy, List<Question> questions, Sitting sitting) throws InterruptedException {
        var roster = policies.get().roster();
        var file = policies.get()
                .file(policy)
                .orElseThrow(() ->
                        new IllegalArgumentException("policy: \"" + policy + "\", expected the name of a policy file"));
        var learner = file.learner(roster)
                .orElseThrow(() -> new IllegalArgumentException("policy: \"" + policy + "\" scores by " + file.scorer()
                        + ", which does not learn, expected one whose scorer does"));
        var experts = file.experts(roster);
        var observations = examiner.examine(questions, experts, sitting);
        stopIfGivenUp(sitting);
        var lesson = Lesson.of(questions, observations, names(experts));
        var snapshot = fit(learner, lesson.train(), sitting);
        var comparison = judge(file, roster, snapshot, lesson.test());
        stopIfGivenUp(sitting);
        promote(policy, file, snapshot, comparison);
        return new Result(snapshot, comparison, lesson.ungraded());
    }

    private static Set<String> names(List<ExpertCard> experts) {
        return experts.stream().map(ExpertCard::name).collect(Collectors.toSet());
    }

    /** What a client no longer waits for must not be put in force: its answers may be incomplete. */
    private static void stopIfGivenUp(Sitting sitting) {
        if (sitting.cancellation().isCancelled()) {
            throw new IllegalArgumentException("training was given up; what was in force stays so");
        }
    }

    private Snapshot fit(Learner learner, List<Observation> train, Sitting sitting) {
        sitting.progress().at("fitting", 0, 1);
        var snapshot = learner.fit(new Training(embedder.space(), clock.instant(), train), new SplittableRandom(SEED));
        sitting.progress().at("fitting", 1, 1);
        return snapshot;
    }

    private Comparison judge(PolicyFile file, Roster roster, Snapshot snapshot, List<Observation> heldOut) {
        // the file may name experts that are out of service; it cannot choose them
        var policy = file.compile(policies.get().fullRoster(), _ -> Optional.of(snapshot), embedder.space());
        return Comparison.of(heldOut, question -> choice(policy, roster, question), new SplittableRandom(SEED));
    }

    private static String choice(Policy policy, Roster roster, Observation question) {
        var features = Features.of(question.prompt(), Examiner.NOBODY);
        return switch (policy.decide(question.queryId(), features, roster, SEED).plan()) {
            case Plan.Single single -> single.expert();
            case Plan.Refusal refusal -> throw new IllegalArgumentException("policy: " + refusal.message());
        };
    }

    private void promote(String policy, PolicyFile file, Snapshot snapshot, Comparison comparison) {
        store.save(snapshot.id(), file.scorer(), snapshot.toJson(), TrainingReport.json(comparison));
        store.promote(policy, snapshot.id());
        var status = reload.reload();
        if (!status.current()) {
            throw new IllegalStateException(
                    "snapshot " + snapshot.id() + " is stored, but the configuration is wrong: " + status.problem());
        }
    }

    /**
     * @param snapshot now in force
     * @param comparison on the held-out questions
     * @param ungraded questions left out because an expert failed on them
     */
    public record Result(Snapshot snapshot, Comparison comparison, int ungraded) {

        /** For a terminal. */
        public String report() {
            var left = ungraded == 0 ? "" : ungraded + " questions left out: an expert failed on them\n";
            return ComparisonTable.render(comparison) + left;
        }
    }

    /** Observations on both sides of the wall; only those that every expert was graded on. */
    private record Lesson(List<Observation> train, List<Observation> test, int ungraded) {

        static Lesson of(List<Question> questions, List<Observation> observations, Set<String> experts) {
            var splits = new HashMap<String, Question.Split>();
            questions.forEach(question -> splits.put(question.id(), question.split()));
            var graded = observations.stream()
                    .filter(observation -> observation.grades().keySet().equals(experts))
                    .toList();
            int ungraded = observations.size() - graded.size();
            if (ungraded > MOST_UNGRADED * observations.size()) {
                throw new IllegalArgumentException("questions: an expert failed on " + ungraded + " of "
                        + observations.size() + ", expected at most a fifth; what was in force stays so");
            }
            var train = side(graded, splits, Question.Split.TRAIN);
            var test = side(graded, splits, Question.Split.TEST);
            if (train.isEmpty() || test.isEmpty()) {
                throw new IllegalArgumentException("questions: " + train.size() + " to learn from and " + test.size()
                        + " to judge by were answered by every expert, expected at least one of each");
            }
            return new Lesson(train, test, ungraded);
        }

        private static List<Observation> side(
                List<Observation> observations, Map<String, Question.Split> splits, Question.Split split) {
            return observations.stream()
                    .filter(observation -> splits.get(observation.queryId()) == split)
                    .toList();
        }
    }
}
