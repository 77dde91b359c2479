package dev.signalbox.learning;

import dev.signalbox.evaluate.Challenge;
import dev.signalbox.evaluate.Comparison;
import dev.signalbox.experts.Roster;
import dev.signalbox.features.PromptEmbedder;
import dev.signalbox.learn.HeldOut;
import dev.signalbox.learn.Observation;
import dev.signalbox.learn.Snapshot;
import dev.signalbox.learn.Training;
import dev.signalbox.pipeline.CurrentPolicies;
import dev.signalbox.policy.Catalogue;
import dev.signalbox.policy.Policy;
import dev.signalbox.policy.Teaching;
import dev.signalbox.store.DecisionStore;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/**
 * Teaches a policy's scorer what another one expects, and freezes it: a small router that does nearly what a big one does,
 * in less time, and stays as it is. It learns from prompts alone – those of questions to learn from and of the teacher's
 * recorded decisions – so experts are asked nothing but the questions that both are judged by.
 */
final class Distiller {

    private static final long SEED = 1;
    private static final int MOST_RECORDED = 20_000;

    /** Of the prompts; on them the student is asked whether it would choose as its teacher. */
    private static final double HELD_OUT = 0.2;

    private final Examiner examiner;
    private final CurrentPolicies policies;
    private final DecisionStore decisions;
    private final PolicyTrainer.Memory memory;
    private final Promotions promotions;
    private final School school;

    Distiller(Examiner examiner, LiveTrainer.Sources sources, Promotions promotions, School school) {
        this.examiner = examiner;
        this.policies = sources.policies();
        this.decisions = sources.decisions();
        this.memory = sources.memory();
        this.promotions = promotions;
        this.school = school;
    }

    /** What scorers there are, how prompts are embedded and what time it is. */
    record School(Catalogue catalogue, PromptEmbedder embedder, InstantSource clock) {}

    /** @throws IllegalArgumentException when policy or teacher are unknown, or do not fit each other */
    void check(String policy, String teacher) {
        pair(policy, teacher);
    }

    /**
     * Distils, compares, and promotes when {@code when} says so: then frozen.
     *
     * @throws IllegalArgumentException when policy or teacher are unknown, do not fit each other, or there is nothing to
     *     learn from or judge by
     */
    Distilled distil(Errand errand, List<Question> questions, Sitting sitting, Promote when)
            throws InterruptedException {
        var pair = pair(errand.policy(), errand.teacher());
        sitting.progress().at("reading", 0, 1);
        var prompts = prompts(pair, questions);
        sitting.progress().at("fitting", 0, 1);
        var lesson = Recollection.of(prompts, known -> lesson(pair, known));
        var graded = graded(pair.student(), questions, sitting);
        sitting.stopIfGivenUp();
        sitting.progress().at("judging", 0, 1);
        var snapshot = lesson.snapshot();
        var distilled = judged(pair, lesson, graded);
        var incumbent = memory.snapshots()
                .current(errand.policy())
                .filter(current -> pair.student().fits(current, space()))
                .map(pair.student()::with)
                .map(current -> challenge(
                        current, pair.student().with(snapshot), pair.student().roster(), graded));
        sitting.stopIfGivenUp();
        memory.store().save(snapshot.id(), snapshot.origin().scorer(), snapshot.toJson(), distilled.json());
        var trained = new Promotions.Trained(
                errand.policy(), snapshot.id(), sitting.caller().keyId());
        return distilled.with(promotions.offer(trained, when.isDue(incumbent.map(Challenge::gain)), true));
    }

    /** Who learns from whom. */
    record Errand(String policy, String teacher) {}

    private Pair pair(String policy, String name) {
        var inForce = policies.get();
        var student = Student.of(inForce, policy);
        if (student.file().floor().isPresent()) {
            throw new IllegalArgumentException("teacher: policy \"" + policy + "\" keeps a floor, which only grades can"
                    + " calibrate, expected a policy whose objective is weights");
        }
        var teacher = new Teacher.Staff(memory, school.catalogue(), space()).find(name, inForce);
        if (teacher.policy().filter(policy::equals).isPresent()) {
            throw new IllegalArgumentException("teacher: \"" + name + "\", expected another policy than the student's");
        }
        var unknown = new HashSet<>(student.names());
        teacher.snapshot().experts().forEach(unknown::remove);
        if (!unknown.isEmpty()) {
            throw new IllegalArgumentException("teacher: \"" + name + "\" knows nothing of " + unknown
                    + ", expected one that knows all experts of policy " + policy);
        }
        return new Pair(student, teacher);
    }

    private record Pair(Student student, Teacher teacher) {

        /** The student's policy with the teacher's scorer, so that nothing but the scorer differs. */
        Policy taught() {
            return student.file()
                    .scoredBy(teacher.recipe())
                    .compile(
                            student.fullRoster(),
                            _ -> Optional.of(teacher.snapshot()),
                            teacher.snapshot().origin().space());
        }
    }

    private List<Observation> prompts(Pair pair, List<Question> questions) {
        var prompts = new ArrayList<Observation>();
        questions.stream()
                .filter(question -> question.split() == Question.Split.TRAIN)
                .forEach(question -> prompts.add(new Observation(
                        question.id(), question.prompt(), examiner.prompt(question), question.domain(), Map.of())));
        pair.teacher()
                .policy()
                .ifPresent(policy -> decisions.latest(policy, MOST_RECORDED).stream()
                        .flatMap(this::recorded)
                        .forEach(prompts::add));
        return prompts;
    }

    /** Of whatever the decision looked at: the student looks at what it likes, and does without those that lack it. */
    private Stream<Observation> recorded(DecisionStore.Row row) {
        return Recollection.question(row)
                .filter(prompt ->
                        prompt.embedding().dimension() == school.embedder().dimension())
                .stream()
                .map(prompt -> new Observation(
                        row.queryId(), "#" + Arrays.hashCode(row.facts().embedding()), prompt, "", Map.of()));
    }

    private Lesson lesson(Pair pair, List<Observation> all) {
        var prompts = HeldOut.share(all, HELD_OUT, new SplittableRandom(SEED));
        if (prompts.check().isEmpty()) {
            throw new IllegalArgumentException("questions: too few prompts to learn from, expected at least 5");
        }
        var snapshot = fit(pair, prompts.fit());
        var roster = pair.student().roster();
        var ours = PolicyTrainer.choice(pair.student().with(snapshot).over(roster));
        var theirs = PolicyTrainer.choice(pair.taught().over(roster));
        long agreed = prompts.check().stream()
                .filter(prompt -> ours.apply(prompt).equals(theirs.apply(prompt)))
                .count();
        return new Lesson(snapshot, prompts, (double) agreed / prompts.check().size());
    }

    /** @param agreement share of the prompts to judge by on which student and teacher choose the same expert */
    private record Lesson(Snapshot snapshot, HeldOut prompts, double agreement) {}

    private Snapshot fit(Pair pair, List<Observation> prompts) {
        var teacher = pair.teacher().recipe().scorer(Optional.of(pair.teacher().snapshot()));
        var training = new Training(space(), school.clock().instant(), prompts);
        var taught = Teaching.of(teacher, training, pair.student().experts());
        return pair.student().learner().fit(taught, new SplittableRandom(SEED));
    }

    private List<Observation> graded(Student student, List<Question> questions, Sitting sitting)
            throws InterruptedException {
        var tests = questions.stream()
                .filter(question -> question.split() == Question.Split.TEST)
                .toList();
        var graded = examiner.examine(tests, student.experts(), sitting).stream()
                .filter(question -> question.grades().keySet().equals(student.names()))
                .toList();
        if (graded.isEmpty()) {
            throw new IllegalArgumentException(
                    "questions: none to judge by was answered by every expert, expected at least one");
        }
        return graded;
    }

    private Distilled judged(Pair pair, Lesson lesson, List<Observation> graded) {
        var student = pair.student();
        var snapshot = lesson.snapshot();
        var prompts = lesson.prompts();
        var learned = student.with(snapshot);
        var taught = pair.taught();
        var teacher = pair.teacher();
        return new Distilled(
                new Distilled.Side(
                        teacher.snapshot(),
                        comparison(taught, student.roster(), graded),
                        ScoringTime.of(
                                teacher.recipe().scorer(Optional.of(teacher.snapshot())),
                                prompts.check(),
                                student.experts())),
                new Distilled.Side(
                        snapshot,
                        comparison(learned, student.roster(), graded),
                        ScoringTime.of(
                                student.file().recipe().scorer(Optional.of(snapshot)),
                                prompts.check(),
                                student.experts())),
                challenge(taught, learned, student.roster(), graded),
                new Distilled.Prompts(prompts.fit().size(), prompts.check().size(), lesson.agreement()),
                Fate.STORED);
    }

    private static Comparison.Row comparison(Policy policy, Roster roster, List<Observation> graded) {
        return Comparison.of(graded, PolicyTrainer.choice(policy.over(roster)), new SplittableRandom(SEED))
                .policy();
    }

    private static Challenge challenge(Policy now, Policy then, Roster roster, List<Observation> graded) {
        return PolicyTrainer.challenge(roster, now, then, graded);
    }

    private String space() {
        return school.embedder().space();
    }
}
