package dev.signalbox.learning;

import dev.signalbox.evaluate.Bootstrap;
import dev.signalbox.evaluate.OffPolicy;
import dev.signalbox.features.PromptEmbedder;
import dev.signalbox.learn.Continues;
import dev.signalbox.learn.Grade;
import dev.signalbox.learn.Learner;
import dev.signalbox.learn.Observation;
import dev.signalbox.learn.Online;
import dev.signalbox.learn.Snapshot;
import dev.signalbox.learn.Training;
import dev.signalbox.pipeline.CurrentPolicies;
import dev.signalbox.policy.Snapshots;
import dev.signalbox.store.DecisionStore;
import dev.signalbox.store.DecisionStore.Judged;
import dev.signalbox.store.SnapshotStore;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/**
 * Teaches a policy's scorer from replies that callers have judged. Nobody is asked anything: each decision shows how one
 * expert did. What was learned is held against what is in force on judged decisions that it did not learn from, by the
 * doubly robust estimate.
 *
 * <p>A learner that remembers what it learned from ({@link Online}) is taught what was judged since. A snapshot says as of when
 * it knows, by the database's clock, and that is when judgements were stored, however late their spool delivers them: each is
 * in the window of one training. A decision counts once, with the mean of its judgements so far; one that is corrected after
 * it was learned from is not learned again.
 */
final class LiveTrainer {

    private static final long SEED = 1;
    private static final int MOST = 20_000;
    private static final int LEAST = 50;
    /** One question in five is kept from the learner; all that look the same go to the same side. */
    private static final int HELD_OUT = 5;

    private static final String LEFT_OUT =
            " left out: their decisions did not look at all that this scorer learns from";

    private final CurrentPolicies policies;
    private final DecisionStore decisions;
    private final Promotions promotions;
    private final Snapshots snapshots;
    private final SnapshotStore store;
    private final PromptEmbedder embedder;

    LiveTrainer(Sources sources, Promotions promotions, PromptEmbedder embedder) {
        this.policies = sources.policies();
        this.decisions = sources.decisions();
        this.snapshots = sources.memory().snapshots();
        this.store = sources.memory().store();
        this.promotions = promotions;
        this.embedder = embedder;
    }

    /** What is learned from, and where it goes. */
    record Sources(CurrentPolicies policies, DecisionStore decisions, PolicyTrainer.Memory memory) {}

    /** @throws IllegalArgumentException when the policy is unknown, cannot learn, too little was judged, or it was given up */
    Result train(String policy, Sitting sitting, Promote when) {
        var student = Student.of(policies.get(), policy);
        sitting.progress().at("reading", 0, 1);
        var lesson = lesson(student);
        sitting.progress().at("fitting", 0, 1);
        var learned = learned(student, lesson);
        var snapshot = learned.snapshot();
        sitting.progress().at("judging", 0, 1);
        var held = held(student, snapshot);
        sitting.stopIfGivenUp();
        store.save(snapshot.id(), student.file().scorer(), snapshot.toJson(), "{}");
        boolean due = when == Promote.ALWAYS || (held.problem().isEmpty() && when.isDue(held.gain()));
        var trained =
                new Promotions.Trained(policy, snapshot.id(), sitting.caller().keyId());
        var fate = promotions.offer(trained, due, false);
        return new Result(snapshot.id(), learned.observations(), lesson.judged() - learned.observations(), held, fate);
    }

    /** All that was judged; what was judged since the last time, where the learner remembers the rest. */
    private Lesson lesson(Student student) {
        var now = decisions.now();
        var known = student.learner() instanceof Online ? inForce(student) : Optional.<Snapshot>empty();
        var since = known.map(snapshot -> snapshot.origin().fittedAt()).orElse(Instant.MIN);
        var names = student.names();
        var judged = decisions.judgedIn(embedder.space(), MOST).stream()
                // what becomes known from now on is learned from next time
                .filter(one -> !one.since().isBefore(since) && one.since().isBefore(now))
                .filter(one -> names.contains(one.answer().expert()))
                .filter(one -> !isHeldOut(one))
                .toList();
        var observations = judged.stream().flatMap(LiveTrainer::observation).toList();
        return new Lesson(known, now, judged.size(), observations);
    }

    /**
     * @param known that the training is to be added to; empty when the training is all there is
     * @param at as of when
     * @param judged replies, of which some may have no question left on record
     */
    private record Lesson(Optional<Snapshot> known, Instant at, int judged, List<Observation> observations) {

        /** As many as a learner can make something of. */
        void requireEnough(int observations) {
            int least = known.isPresent() ? 1 : LEAST;
            if (observations < least) {
                throw new IllegalArgumentException("live: " + observations + " judged replies to learn from"
                        + known.map(snapshot -> " since " + snapshot.origin().fittedAt())
                                .orElse("")
                        + ", expected at least " + least
                        + "; decisions of policies that look at the question count, with /v1/feedback on them"
                        + (observations < judged ? "; " + (judged - observations) + LEFT_OUT : ""));
            }
        }
    }

    private Learned learned(Student student, Lesson lesson) {
        var incumbent = inForce(student);
        var cards = student.fullRoster().cards();
        return Recollection.of(lesson.observations(), observations -> {
            lesson.requireEnough(observations.size());
            var training = new Training(embedder.space(), lesson.at(), observations, cards);
            var random = new SplittableRandom(SEED);
            var snapshot = switch (student.learner()) {
                case Online learner
                when lesson.known().isPresent() -> learner.update(lesson.known().get(), training);
                case Continues learner
                when incumbent.isPresent() -> learner.continued(incumbent.get(), training, random);
                case Learner learner -> learner.fit(training, random);
            };
            return new Learned(snapshot, observations.size());
        });
    }

    private record Learned(Snapshot snapshot, int observations) {}

    private Optional<Snapshot> inForce(Student student) {
        return snapshots.current(student.file().name()).filter(current -> student.fits(current, embedder.space()));
    }

    private Held held(Student student, Snapshot snapshot) {
        var incumbent = inForce(student);
        if (incumbent.isEmpty()) {
            return new Held(Optional.empty(), 0, "");
        }
        var judged = decisions.judged(student.file().name(), MOST).stream()
                .filter(one -> one.decision().facts().embedding() != null && isHeldOut(one))
                .toList();
        var ours = JudgedLog.read(judged, student.greedy(snapshot));
        var theirs = JudgedLog.read(judged, student.greedy(incumbent.get()));
        var draft = ours.sharedWith(theirs);
        var current = theirs.sharedWith(ours);
        if (draft.size() < 2) {
            return new Held(Optional.empty(), draft.size(), "too few judged decisions are kept from the learner");
        }
        var thin = OffPolicy.of(draft.quality()).tooThin();
        if (thin.isPresent()) {
            return new Held(Optional.empty(), draft.size(), thin.get());
        }
        var objective = student.with(snapshot).objective();
        return new Held(
                Optional.of(OffPolicy.gain(draft.worth(objective), current.worth(objective))), draft.size(), "");
    }

    private static boolean isHeldOut(Judged judged) {
        return Math.floorMod(Arrays.hashCode(judged.decision().facts().embedding()), HELD_OUT) == 0;
    }

    private static Stream<Observation> observation(Judged judged) {
        var answer = judged.answer();
        var grade = new Grade(
                judged.reward(),
                answer.cost().microUsd(),
                Duration.ofNanos(Math.max(0, answer.cost().latencyMicros()) * 1000),
                answer.tokens());
        return Recollection.question(judged.decision()).stream()
                .map(question -> new Observation(
                        judged.decision().queryId(),
                        Integer.toHexString(
                                Arrays.hashCode(judged.decision().facts().embedding())),
                        question,
                        "",
                        Map.of(answer.expert(), grade),
                        judged.decision().who().tenant()));
    }

    /**
     * @param gain over what is in force, by the policy's objective; empty when nothing is, or it cannot be known
     * @param decisions that they were held against each other on
     * @param problem why the gain cannot be known; empty when it is, or nothing is in force
     */
    record Held(Optional<Bootstrap.Interval> gain, int decisions, String problem) {}

    /**
     * @param observations learned from
     * @param leftOut judged replies that were not: the record of their question lacks what the scorer learns from
     */
    record Result(String snapshot, int observations, int leftOut, Held held, Fate fate) {

        /** For a terminal. */
        String report() {
            var learned =
                    observations + " judged replies learned from\n" + (leftOut == 0 ? "" : leftOut + LEFT_OUT + "\n");
            var gain = held.gain()
                    .map(interval -> String.format(
                            Locale.ROOT,
                            "over what was in force, by the policy's objective: %+.4f (95 %% interval %+.4f to %+.4f), "
                                    + "estimated on %d judged decisions%n",
                            interval.mean(),
                            interval.low(),
                            interval.high(),
                            held.decisions()))
                    .orElse("");
            return learned + gain + (held.problem().isEmpty() ? "" : held.problem() + "\n");
        }
    }
}
