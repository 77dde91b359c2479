package dev.signalbox.learning;

import dev.signalbox.evaluate.Challenge;
import dev.signalbox.evaluate.Comparison;
import dev.signalbox.evaluate.ComparisonTable;
import dev.signalbox.experts.Roster;
import dev.signalbox.features.Features;
import dev.signalbox.features.PromptEmbedder;
import dev.signalbox.learn.Observation;
import dev.signalbox.learn.Snapshot;
import dev.signalbox.learn.Training;
import dev.signalbox.pipeline.CurrentPolicies;
import dev.signalbox.plan.Plan;
import dev.signalbox.policy.Kept;
import dev.signalbox.policy.Policy;
import dev.signalbox.policy.Snapshots;
import dev.signalbox.store.SnapshotStore;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Function;

/**
 * Teaches a policy's scorer: labelled questions go through the experts, a snapshot is fitted on one part of them and
 * judged on the other, held against what is in force, and takes its place unless it is worse.
 */
public final class PolicyTrainer {

    private static final long SEED = 1;

    /** Most questions that may go ungraded; beyond it something is wrong with an expert, not with a question. */
    private static final double MOST_UNGRADED = 0.2;

    private final Examiner examiner;
    private final CurrentPolicies policies;
    private final Promotions promotions;
    private final Snapshots snapshots;
    private final SnapshotStore store;
    private final PromptEmbedder embedder;
    private final InstantSource clock;

    PolicyTrainer(
            Examiner examiner,
            CurrentPolicies policies,
            Promotions promotions,
            Memory memory,
            PromptEmbedder embedder,
            InstantSource clock) {
        this.examiner = examiner;
        this.policies = policies;
        this.promotions = promotions;
        this.snapshots = memory.snapshots();
        this.store = memory.store();
        this.embedder = embedder;
        this.clock = clock;
    }

    /** What is in force, and where what was learned is kept. */
    record Memory(Snapshots snapshots, SnapshotStore store) {}

    /**
     * Trains, holds what was learned against what is in force, and promotes it when {@code when} says so.
     *
     * @throws IllegalArgumentException when the policy is unknown, cannot learn, or too few questions were graded
     */
    Result train(String policy, List<Question> questions, Sitting sitting, Promote when) throws InterruptedException {
        var student = Student.of(policies.get(), policy);
        var observations = examiner.examine(questions, student.experts(), sitting);
        sitting.stopIfGivenUp();
        var lesson = Lesson.of(questions, observations, student.names());
        var snapshot = fit(student, lesson.train(), sitting);
        var candidate = student.with(snapshot);
        var comparison =
                Comparison.of(lesson.test(), choice(candidate.over(student.roster())), new SplittableRandom(SEED));
        var challenge =
                incumbent(student).map(incumbent -> challenge(student.roster(), incumbent, candidate, lesson.test()));
        sitting.stopIfGivenUp();
        store.save(
                snapshot.id(),
                student.file().scorer(),
                snapshot.toJson(),
                TrainingReport.json(comparison, challenge, candidate.kept()));
        var trained =
                new Promotions.Trained(policy, snapshot.id(), sitting.caller().keyId());
        var fate = promotions.offer(trained, when.isDue(challenge.map(Challenge::gain)), false);
        return new Result(snapshot, comparison, challenge, candidate.kept(), fate, lesson.ungraded());
    }

    /** @throws IllegalArgumentException when the policy is unknown or cannot learn */
    public void check(String policy) {
        Student.of(policies.get(), policy);
    }

    private Snapshot fit(Student student, List<Observation> train, Sitting sitting) {
        sitting.progress().at("fitting", 0, 1);
        var training = new Training(
                embedder.space(), clock.instant(), train, student.fullRoster().cards());
        var snapshot = student.learner().fit(training, new SplittableRandom(SEED));
        sitting.progress().at("fitting", 1, 1);
        return snapshot;
    }

    /** What decides now; empty when nothing can, or what could was learned by another scorer or in another space. */
    private Optional<Policy> incumbent(Student student) {
        return snapshots
                .current(student.file().name())
                .filter(current -> student.fits(current, embedder.space()))
                .map(student::with);
    }

    /** By the candidate's objective. */
    static Challenge challenge(Roster roster, Policy incumbent, Policy candidate, List<Observation> heldOut) {
        var sides = new Challenge.Sides(choice(incumbent.over(roster)), choice(candidate.over(roster)));
        var objective = candidate.objective();
        return Challenge.of(
                heldOut,
                sides,
                grade -> objective.worth(grade.quality(), grade.microUsd(), grade.latency()),
                new SplittableRandom(SEED));
    }

    /** Whom a policy would ask; of a mix, which nobody graded, whose share is the greatest. */
    static Function<Observation, String> choice(Policy.Bound policy) {
        return question -> {
            var features = Features.of(question.prompt(), Examiner.NOBODY);
            return switch (policy.decide(question.queryId(), features, SEED).plan()) {
                case Plan.Single single -> single.expert();
                case Plan.Mix mix -> mix.lead();
                case Plan.Refusal refusal -> throw new IllegalArgumentException("policy: " + refusal.message());
            };
        };
    }

    /**
     * @param snapshot stored
     * @param comparison on the held-out questions
     * @param challenge against what was in force; empty when nothing could be held against it
     * @param kept what the policy's floor came to; empty without a floor
     * @param fate of the snapshot
     * @param ungraded questions left out because an expert failed on them
     */
    record Result(
            Snapshot snapshot,
            Comparison comparison,
            Optional<Challenge> challenge,
            Optional<Kept> kept,
            Fate fate,
            int ungraded) {

        /** For a terminal. */
        String report() {
            var left = ungraded == 0 ? "" : ungraded + " questions left out: an expert failed on them\n";
            return ComparisonTable.render(comparison)
                    + challenge.map(Result::line).orElse("")
                    + kept.map(this::line).orElse("")
                    + left;
        }

        /** What is promised of the floor, and what the held-out questions show. */
        private String line(Kept kept) {
            double observed = TrainingReport.observed(comparison);
            return String.format(
                    Locale.ROOT,
                    "%s%non held-out questions %.3f of the best expert's quality%s%n",
                    kept.line(),
                    observed,
                    observed < kept.floor().level()
                            ? ", below the floor: it binds for questions like those of the calibration alone"
                            : "");
        }

        static String line(Challenge challenge) {
            var gain = challenge.gain();
            return String.format(
                    Locale.ROOT,
                    "over what was in force, by the policy's objective: %+.4f (95 %% interval %+.4f to %+.4f); "
                            + "%d of %d questions go elsewhere%n",
                    gain.mean(),
                    gain.low(),
                    gain.high(),
                    challenge.moved(),
                    challenge.questions());
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
