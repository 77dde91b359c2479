package dev.signalbox.execution;

import static dev.signalbox.execution.ScriptedExpert.answer;
import static dev.signalbox.execution.ScriptedExpert.answers;
import static dev.signalbox.execution.ScriptedExpert.fails;
import static dev.signalbox.execution.ScriptedExpert.streamed;
import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.experts.Call;
import dev.signalbox.experts.Reply;
import dev.signalbox.experts.Reply.Failure;
import dev.signalbox.experts.Reply.Failure.Kind;
import dev.signalbox.experts.ReplySink;
import dev.signalbox.experts.Usage;
import dev.signalbox.learn.Attempt;
import dev.signalbox.plan.Plan;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class PlanExecutorTest {

    private final FakeTime time = new FakeTime();
    private final Stage stage = new Stage(time);
    private final CollectingSink sink = new CollectingSink();

    @Test
    void execute_answer_isBilledAndRecorded() {
        var execution = stage.with("a", new ScriptedExpert(answers("yes"))).ask("a");

        assertThat(execution.reply()).isEqualTo(answer("yes"));
        assertThat(execution.outcome().expert()).isEqualTo("a");
        assertThat(execution.outcome().microUsd()).isEqualTo(20);
        assertThat(execution.outcome().attempts()).singleElement().satisfies(attempt -> {
            assertThat(attempt.deployment()).isEqualTo("d0");
            assertThat(attempt.usage()).isEqualTo(Usage.exact(10, 5));
            assertThat(attempt.failure()).isNull();
        });
        assertThat(stage.meters
                        .timer("signalbox.attempts", "expert", "a", "deployment", "d0", "outcome", "answered")
                        .count())
                .isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void execute_anyFailureBeforeTheFirstToken_movesOn(Kind kind) {
        var execution = stage.with("a", new ScriptedExpert(fails(kind)))
                .with("b", new ScriptedExpert(answers("yes")))
                .ask("a", "b");

        assertThat(execution.outcome().expert()).isEqualTo("b");
        assertThat(execution.outcome().attempts())
                .first()
                .satisfies(attempt -> assertThat(attempt.expert()).isEqualTo("a"));
    }

    @Test
    void execute_retryableFailure_isRetriedWithGrowingJitteredWaits() {
        var expert = new ScriptedExpert(fails(Kind.UNAVAILABLE), fails(Kind.MALFORMED), answers("yes"));

        var execution = stage.with("a", expert).ask("a");

        assertThat(execution.outcome().attempts())
                .extracting(Attempt::failure)
                .containsExactly(Kind.UNAVAILABLE, Kind.MALFORMED, null);
        assertThat(time.pauses()).hasSize(2);
        assertThat(time.pauses().get(0)).isBetween(Duration.ofMillis(50), Duration.ofMillis(100));
        assertThat(time.pauses().get(1)).isBetween(Duration.ofMillis(100), Duration.ofMillis(200));
    }

    @ParameterizedTest
    @EnumSource(
            value = Kind.class,
            names = {"REJECTED", "TOO_LONG", "UNAUTHORIZED", "TIMED_OUT"})
    void execute_failureThatWouldRepeat_isNotRetried(Kind kind) {
        var expert = new ScriptedExpert(fails(kind));

        stage.with("a", expert).ask("a");

        assertThat(expert.calls()).isEqualTo(1);
    }

    @Test
    void execute_failureAfterTheFirstToken_neverMovesOn() {
        var cut = new ScriptedExpert((out, call) -> {
            out.text("half");
            return new Failure(Kind.CUT, "scripted", null, Usage.estimated(10, 1));
        });
        var other = new ScriptedExpert(answers("never"));

        var execution = stage.with("a", cut).with("b", other).stream(sink, "a", "b");

        assertThat(execution.reply())
                .isInstanceOfSatisfying(
                        Failure.class, failure -> assertThat(failure.kind()).isEqualTo(Kind.CUT));
        assertThat(cut.calls()).isEqualTo(1);
        assertThat(other.calls()).isZero();
        assertThat(execution.outcome().microUsd()).isEqualTo(12);
    }

    @Test
    void execute_fallback_announcesEachAttempt() {
        var slow = new ScriptedExpert(fails(Kind.TIMED_OUT));
        var quick = new ScriptedExpert((out, call) -> {
            out.text("ok");
            return streamed();
        });

        stage.with("a", slow).with("b", quick).stream(sink, "a", "b");

        assertThat(sink.asked()).containsExactly("a#1", "b#2");
        assertThat(sink.text()).isEqualTo("ok");
    }

    @Test
    void execute_slowFirstToken_movesOnAndDropsWhatComesLate() {
        var slow = new ScriptedExpert((out, call) -> {
            time.advance(call.timeouts().firstToken());
            assertThat(call.cancellation().isCancelled()).isTrue();
            out.text("late");
            return streamed();
        });
        var quick = new ScriptedExpert((out, call) -> {
            out.text("ok");
            return streamed();
        });
        var patient = new Stage(time).deadline(Duration.ofMinutes(5));

        var execution = patient.with("a", slow).with("b", quick).stream(sink, "a", "b");

        assertThat(sink.text()).isEqualTo("ok");
        assertThat(execution.outcome().attempts()).extracting(Attempt::failure).containsExactly(Kind.TIMED_OUT, null);
        assertThat(time.alarmsSet()).isZero();
    }

    @Test
    void execute_firstToken_isTimed() {
        var expert = new ScriptedExpert((out, call) -> {
            time.advance(Duration.ofMillis(30));
            out.text("a");
            time.advance(Duration.ofMillis(50));
            out.text("b");
            return streamed();
        });

        var timing = stage.with("a", expert).stream(sink, "a")
                .outcome()
                .attempts()
                .getFirst()
                .timing();

        assertThat(timing.firstToken()).isEqualTo(Duration.ofMillis(30));
        assertThat(timing.total()).isEqualTo(Duration.ofMillis(80));
    }

    @Test
    void execute_shortRetryAfter_isWaitedFor() {
        var expert = new ScriptedExpert(throttled(Duration.ofSeconds(1)), answers("yes"));

        var execution = stage.with("a", expert).ask("a");

        assertThat(execution.outcome().expert()).isEqualTo("a");
        assertThat(time.pauses())
                .singleElement()
                .satisfies(wait -> assertThat(wait).isBetween(Duration.ofSeconds(1), Duration.ofMillis(1001)));
    }

    @Test
    void execute_longRetryAfter_movesOnAndLeavesTheDeploymentAlone() {
        var expert = new ScriptedExpert(throttled(Duration.ofSeconds(30)), answers("again"));
        stage.with("a", expert).with("b", new ScriptedExpert(answers("b")));
        var executor = stage.executor();

        assertThat(ask(executor, "a", "b").outcome().expert()).isEqualTo("b");
        assertThat(ask(executor, "a", "b").outcome().attempts())
                .extracting(Attempt::failure)
                .containsExactly(Kind.THROTTLED, null);
        assertThat(expert.calls()).isEqualTo(1);
        assertThat(time.pauses()).isEmpty();

        time.advance(Duration.ofSeconds(30));
        assertThat(ask(executor, "a", "b").outcome().expert()).isEqualTo("a");
    }

    @Test
    void execute_retryAfterPastTheDeadline_failsAtOnce() {
        var execution = stage.deadline(Duration.ofSeconds(1))
                .with("a", new ScriptedExpert(throttled(Duration.ofMillis(1500)), answers("late")))
                .ask("a");

        assertThat(execution.reply())
                .isInstanceOfSatisfying(
                        Failure.class,
                        failure -> assertThat(failure.retryAfter()).isEqualTo(Duration.ofMillis(1500)));
        assertThat(time.pauses()).isEmpty();
    }

    /** Advice may take all the time there is. */
    @Test
    void execute_deadlinePassedBefore_timesOutAndAsksNobody() {
        var never = new ScriptedExpert(answers("never"));
        var before = new Prelude(List.of(), Stage.DEADLINE.plusSeconds(1));

        var execution = stage.with("a", never)
                .executor()
                .execute(new Plan.Single("a", List.of()), Stage.query(false), before, ReplySink.NONE, stage.caller);

        assertThat(execution.reply())
                .isInstanceOfSatisfying(
                        Failure.class, failure -> assertThat(failure.kind()).isEqualTo(Kind.TIMED_OUT));
        assertThat(never.calls()).isZero();
    }

    @Test
    void execute_callerGoneBefore_isCancelledAndAsksNobody() {
        var never = new ScriptedExpert(answers("never"));
        stage.caller.cancel();

        assertThat(stage.with("a", never).ask("a").reply())
                .isInstanceOfSatisfying(
                        Failure.class, failure -> assertThat(failure.kind()).isEqualTo(Kind.CANCELLED));
        assertThat(never.calls()).isZero();
    }

    @Test
    void execute_deadline_spansAllAttempts() {
        var slow = new ScriptedExpert((out, call) -> {
            time.advance(Duration.ofSeconds(40));
            return Failure.of(Kind.UNAVAILABLE, "scripted");
        });
        var slower = new ScriptedExpert((out, call) -> {
            assertThat(call.timeouts().total()).isLessThanOrEqualTo(Duration.ofSeconds(20));
            time.advance(call.timeouts().total());
            return Failure.of(Kind.CANCELLED, "scripted");
        });
        var never = new ScriptedExpert(answers("never"));
        var once = Stage.calls(1, 20, 256);

        var execution = stage.with("a", slow, once)
                .with("b", slower, once)
                .with("c", never)
                .ask("a", "b", "c");

        assertThat(execution.reply())
                .isInstanceOfSatisfying(
                        Failure.class, failure -> assertThat(failure.kind()).isEqualTo(Kind.TIMED_OUT));
        assertThat(execution.outcome().attempts()).hasSize(2);
        assertThat(never.calls()).isZero();
    }

    @Test
    void execute_callerLeaves_stopsAtOnceAndBillsWhatWasUsed() {
        var leaving = new ScriptedExpert((out, call) -> {
            out.text("half");
            stage.caller.cancel();
            assertThat(call.cancellation().isCancelled()).isTrue();
            return new Failure(Kind.CANCELLED, "scripted", null, Usage.estimated(10, 2));
        });
        var never = new ScriptedExpert(answers("never"));

        var execution = stage.with("a", leaving).with("b", never).stream(sink, "a", "b");

        assertThat(execution.reply())
                .isInstanceOfSatisfying(
                        Failure.class, failure -> assertThat(failure.kind()).isEqualTo(Kind.CANCELLED));
        assertThat(execution.outcome().microUsd()).isEqualTo(14);
        assertThat(never.calls()).isZero();
    }

    @Test
    void execute_callerGoneBeforeTheStart_asksNobody() {
        var never = new ScriptedExpert(answers("never"));
        stage.caller.cancel();

        var execution = stage.with("a", never).ask("a");

        assertThat(never.calls()).isZero();
        assertThat(execution.reply())
                .isInstanceOfSatisfying(
                        Failure.class, failure -> assertThat(failure.kind()).isEqualTo(Kind.CANCELLED));
    }

    @Test
    void execute_breaker_opensThenHalfOpensThenCloses() {
        var down = fails(Kind.UNAVAILABLE);
        var expert = new ScriptedExpert(down, down, answers("up"));
        stage.with("a", expert, Stage.calls(1, 4, 256));
        var executor = stage.executor();

        ask(executor, "a");
        ask(executor, "a");
        assertThat(kindOf(ask(executor, "a"))).isEqualTo(Kind.BREAKER_OPEN);
        assertThat(expert.calls()).isEqualTo(2);

        time.advance(Duration.ofMillis(10_001));
        for (int i = 0; i < 4; i++) {
            assertThat(ask(executor, "a").reply()).isEqualTo(answer("up"));
        }
    }

    @Test
    void execute_breaker_countsOnlyFaultsOfTheExpert() {
        var expert = new ScriptedExpert(
                fails(Kind.REJECTED), fails(Kind.TOO_LONG), fails(Kind.CANCELLED), fails(Kind.THROTTLED));
        stage.with("a", expert, Stage.calls(1, 2, 256));
        var executor = stage.executor();

        for (int i = 0; i < 8; i++) {
            assertThat(kindOf(ask(executor, "a"))).isNotEqualTo(Kind.BREAKER_OPEN);
        }
    }

    @Test
    void execute_openBreaker_isSkippedWhileAnotherDeploymentIsLeft() {
        var bad = new ScriptedExpert(fails(Kind.UNAVAILABLE));
        stage.with("a", bad, Stage.calls(1, 1, 256)).with("a", new ScriptedExpert(answers("good")));
        var executor = stage.executor();

        ask(executor, "a");
        for (int i = 0; i < 4; i++) {
            assertThat(ask(executor, "a").outcome().attempts())
                    .extracting(Attempt::deployment)
                    .containsExactly("d1");
        }
        assertThat(bad.calls()).isEqualTo(1);
    }

    @Test
    void execute_deployments_takeTurns() {
        var one = new ScriptedExpert(answers("one"));
        var two = new ScriptedExpert(answers("two"));
        stage.with("a", one).with("a", two);
        var executor = stage.executor();

        for (int i = 0; i < 6; i++) {
            ask(executor, "a");
        }

        assertThat(one.calls()).isEqualTo(3);
        assertThat(two.calls()).isEqualTo(3);
    }

    @Test
    void execute_bulkheadFull_movesOnWithoutQueueing() {
        var executor = new AtomicReference<PlanExecutor>();
        var busy = new ScriptedExpert((out, call) -> {
            assertThat(ask(executor.get(), "a", "b").outcome().attempts())
                    .extracting(Attempt::failure)
                    .containsExactly(Kind.OVERLOADED, null);
            return answer("a");
        });
        stage.with("a", busy, Stage.calls(1, 20, 1)).with("b", new ScriptedExpert(answers("b")));
        executor.set(stage.executor());

        assertThat(ask(executor.get(), "a").reply()).isEqualTo(answer("a"));
        assertThat(busy.calls()).isEqualTo(1);
    }

    @Test
    void execute_bugInAnExpert_movesOnAndLeaksNothing() {
        var buggy = new ScriptedExpert((out, call) -> {
            throw new IllegalStateException("secret prompt");
        });

        var execution = stage.with("a", buggy).ask("a");

        assertThat(execution.reply()).isInstanceOfSatisfying(Failure.class, failure -> {
            assertThat(failure.kind()).isEqualTo(Kind.UNAVAILABLE);
            assertThat(failure.message()).doesNotContain("secret");
        });
        assertThat(execution.outcome().attempts()).hasSize(3);
    }

    @Test
    void execute_expertOutOfService_movesOn() {
        var execution = stage.with("b", new ScriptedExpert(answers("b"))).ask("gone", "b");

        assertThat(execution.outcome().expert()).isEqualTo("b");
    }

    @ParameterizedTest
    @EnumSource(Plan.Reason.class)
    void execute_refusal_saysWhy(Plan.Reason reason) {
        var execution = stage.executor()
                .execute(new Plan.Refusal(reason, "because"), Stage.query(false), ReplySink.NONE, stage.caller);

        assertThat(execution.reply()).isInstanceOfSatisfying(Failure.class, failure -> {
            assertThat(failure.kind())
                    .isEqualTo(
                            switch (reason) {
                                case TOO_LONG -> Kind.TOO_LONG;
                                case INCAPABLE, DENIED -> Kind.REFUSED;
                                case UNAVAILABLE -> Kind.UNAVAILABLE;
                            });
            assertThat(failure.message()).isEqualTo("because");
        });
        assertThat(execution.outcome().attempts()).isEmpty();
    }

    private Execution ask(PlanExecutor on, String expert, String... fallback) {
        return on.execute(new Plan.Single(expert, List.of(fallback)), Stage.query(false), ReplySink.NONE, stage.caller);
    }

    private static Kind kindOf(Execution execution) {
        return execution.reply() instanceof Failure failure ? failure.kind() : null;
    }

    private static ScriptedExpert.Line throttled(Duration wait) {
        return (ReplySink out, Call call) -> (Reply) new Failure(Kind.THROTTLED, "scripted", wait, Usage.NONE);
    }
}
