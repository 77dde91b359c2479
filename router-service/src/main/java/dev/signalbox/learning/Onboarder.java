package dev.signalbox.learning;

import dev.signalbox.evaluate.Challenge;
import dev.signalbox.experts.ExpertCard;
import dev.signalbox.features.PromptEmbedder;
import dev.signalbox.learn.Grade;
import dev.signalbox.learn.Observation;
import dev.signalbox.learn.Onboarding;
import dev.signalbox.learn.Snapshot;
import dev.signalbox.learn.Training;
import dev.signalbox.pipeline.CurrentPolicies;
import dev.signalbox.policy.Snapshots;
import dev.signalbox.store.SnapshotStore;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * Teaches a policy's scorer one more expert. Only that expert is asked, a few hundred questions; what is known of the
 * others stays as it is. What came of it is held against what is in force on questions kept from the learner, of which
 * only those are asked that would now go elsewhere, and takes its place unless it is worse.
 */
public final class Onboarder {

    private static final long SEED = 1;
    private static final int LEAST = 10;

    /** Most questions that may go ungraded. */
    private static final double MOST_UNGRADED = 0.2;

    private final Examiner examiner;
    private final CurrentPolicies policies;
    private final Promotions promotions;
    private final Snapshots snapshots;
    private final SnapshotStore store;
    private final PromptEmbedder embedder;
    private final InstantSource clock;

    Onboarder(
            Examiner examiner,
            CurrentPolicies policies,
            Promotions promotions,
            PolicyTrainer.Memory memory,
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

    /**
     * Asks, learns, compares and promotes.
     *
     * @throws IllegalArgumentException when the policy cannot take the expert in, or too few questions were graded
     */
    Result onboard(String policy, Newcomer newcomer, List<Question> questions, Sitting sitting, Promote when)
            throws InterruptedException {
        var pupil = pupil(policy, newcomer.expert());
        var few = labels(pupil, draw(questions, newcomer.labels()), sitting);
        sitting.progress().at("fitting", 0, 1);
        var training = new Training(
                embedder.space(),
                clock.instant(),
                few,
                pupil.student().fullRoster().cards());
        var snapshot = pupil.learner().onboard(pupil.known(), training, new SplittableRandom(SEED));
        sitting.progress().at("fitting", 1, 1);
        var challenge = challenge(pupil, snapshot, tests(questions), sitting);
        sitting.stopIfGivenUp();
        var result = new Result(newcomer.expert(), snapshot, few.size(), quality(few), challenge, Fate.STORED);
        store.save(snapshot.id(), pupil.student().file().scorer(), snapshot.toJson(), TrainingReport.json(result));
        var trained =
                new Promotions.Trained(policy, snapshot.id(), sitting.caller().keyId());
        return result.with(promotions.offer(trained, when.isDue(Optional.of(challenge.gain())), false));
    }

    /** @throws IllegalArgumentException when the policy cannot take the expert in */
    void check(String policy, String expert) {
        pupil(policy, expert);
    }

    private Pupil pupil(String policy, String expert) {
        var student = Student.of(policies.get(), policy);
        var card = student.experts().stream()
                .filter(one -> one.name().equals(expert))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("onboard: \"" + expert
                        + "\", expected an expert in service that policy " + policy + " may choose: "
                        + student.names().stream().sorted().toList()));
        var known = snapshots
                .current(policy)
                .filter(current -> student.fits(current, embedder.space()))
                .orElseThrow(() -> new IllegalArgumentException("onboard: policy " + policy
                        + " has learned nothing yet, expected one that has; train it first"));
        if (known.experts().contains(expert)) {
            throw new IllegalArgumentException("onboard: \"" + expert + "\" is known to snapshot " + known.id()
                    + " already, expected a new expert; train to learn it anew");
        }
        if (!(student.learner() instanceof Onboarding learner)) {
            throw new IllegalArgumentException("onboard: policy " + policy + " scores by "
                    + student.file().scorer() + " and cannot take one expert in: that scorer cannot, or the policy's"
                    + " floor or gate is fitted to all experts at once; train it anew");
        }
        return new Pupil(student, learner, known, card);
    }

    /** Always the same for the same questions, so that a job that is taken over asks none twice. */
    private static List<Question> draw(List<Question> questions, int labels) {
        var train = new ArrayList<>(questions.stream()
                .filter(question -> question.split() == Question.Split.TRAIN)
                .toList());
        Collections.shuffle(train, new SplittableRandom(SEED));
        return train.subList(0, Math.min(labels, train.size()));
    }

    private static List<Question> tests(List<Question> questions) {
        var tests = questions.stream()
                .filter(question -> question.split() == Question.Split.TEST)
                .toList();
        if (tests.isEmpty()) {
            throw new IllegalArgumentException("questions: none to judge by, expected some with the split test");
        }
        return tests;
    }

    private List<Observation> labels(Pupil pupil, List<Question> drawn, Sitting sitting) throws InterruptedException {
        var graded = examiner.examine(drawn, List.of(pupil.newcomer()), sitting).stream()
                .filter(one -> !one.grades().isEmpty())
                .toList();
        sitting.stopIfGivenUp();
        if (graded.size() < LEAST || graded.size() < (1 - MOST_UNGRADED) * drawn.size()) {
            throw new IllegalArgumentException("questions: " + pupil.newcomer().name() + " answered " + graded.size()
                    + " of " + drawn.size() + ", expected at least " + LEAST
                    + " and four fifths; what was in force stays so");
        }
        return graded;
    }

    /** A question that goes where it went needs no answer. */
    private Challenge challenge(Pupil pupil, Snapshot snapshot, List<Question> tests, Sitting sitting)
            throws InterruptedException {
        var roster = pupil.student().roster();
        var candidate = pupil.student().with(snapshot);
        var before = PolicyTrainer.choice(pupil.student().with(pupil.known()).over(roster));
        var after = PolicyTrainer.choice(candidate.over(roster));
        var judged = new ArrayList<Observation>();
        var moved = new LinkedHashMap<Set<String>, List<Question>>();
        var unasked = examiner.examine(tests, List.of(), sitting);
        for (int i = 0; i < tests.size(); i++) {
            var old = before.apply(unasked.get(i));
            var other = after.apply(unasked.get(i));
            if (old.equals(other)) {
                judged.add(unasked.get(i));
            } else {
                moved.computeIfAbsent(Set.of(old, other), _ -> new ArrayList<>())
                        .add(tests.get(i));
            }
        }
        for (var pair : moved.entrySet()) {
            examiner.examine(pair.getValue(), pupil.cards(pair.getKey()), sitting).stream()
                    .filter(one -> one.grades().keySet().containsAll(pair.getKey()))
                    .forEach(judged::add);
        }
        var objective = candidate.objective();
        return Challenge.of(
                judged,
                new Challenge.Sides(before, after),
                grade -> objective.worth(grade.quality(), grade.microUsd(), grade.latency()),
                new SplittableRandom(SEED));
    }

    private static double quality(List<Observation> few) {
        return few.stream()
                .flatMap(one -> one.grades().values().stream())
                .mapToDouble(Grade::quality)
                .average()
                .orElse(0);
    }

    /**
     * Who learns, and about whom.
     *
     * @param known in force
     */
    private record Pupil(Student student, Onboarding learner, Snapshot known, ExpertCard newcomer) {

        List<ExpertCard> cards(Set<String> names) {
            return student.roster().cards().stream()
                    .filter(card -> names.contains(card.name()))
                    .toList();
        }
    }

    /**
     * An expert to take in.
     *
     * @param labels questions that it is asked, all there are when there are fewer
     */
    public record Newcomer(String expert, int labels) {
        public Newcomer {
            if (labels < LEAST) {
                throw new IllegalArgumentException("labels: " + labels + ", expected at least " + LEAST);
            }
        }
    }

    /**
     * @param snapshot stored
     * @param labels that were graded
     * @param quality mean of their grades
     * @param challenge against what was in force
     * @param fate of the snapshot
     */
    record Result(String expert, Snapshot snapshot, int labels, double quality, Challenge challenge, Fate fate) {

        Result with(Fate now) {
            return new Result(expert, snapshot, labels, quality, challenge, now);
        }

        /** For a terminal. */
        String report() {
            return String.format(
                            Locale.ROOT,
                            "%s: right on %.3f of %d questions that it was asked%n",
                            expert,
                            quality,
                            labels)
                    + PolicyTrainer.Result.line(challenge);
        }
    }
}
