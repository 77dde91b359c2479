package dev.signalbox.execution;

import static dev.signalbox.execution.ScriptedExpert.answers;
import static dev.signalbox.execution.ScriptedExpert.fails;
import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.experts.Adapted;
import dev.signalbox.experts.Call;
import dev.signalbox.experts.Expert;
import dev.signalbox.experts.Query;
import dev.signalbox.experts.Reply;
import dev.signalbox.experts.Reply.Failure.Kind;
import dev.signalbox.experts.ReplySink;
import dev.signalbox.learn.Attempt;
import dev.signalbox.plan.Plan;
import dev.signalbox.plan.Plan.Share;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** One call that several experts answer together. */
final class MixPlanTest {

    private final Stage stage = new Stage(new FakeTime());

    /** Says who it is; mixed, who all are and at what share. */
    private record Variant(String says, boolean broken) implements Adapted {
        @Override
        public Expert mixed(List<Share> shares) {
            if (!shares.stream().allMatch(share -> share.expert() instanceof Variant)) {
                throw new IllegalArgumentException("mix: not of one model");
            }
            return new Variant(
                    shares.stream()
                            .map(share -> ((Variant) share.expert()).says() + " " + share.weight())
                            .collect(Collectors.joining(", ")),
                    shares.stream().anyMatch(share -> ((Variant) share.expert()).broken()));
        }

        @Override
        public Reply ask(Query query, ReplySink sink, Call call) {
            return (broken ? fails(Kind.REJECTED) : answers(says)).answer(sink, call);
        }
    }

    private static Plan.Mix plan(String... fallback) {
        var shares = List.of(new Share("a", 0.25), new Share("b", 0.75));
        return new Plan.Mix(shares, List.of(fallback), Map.of());
    }

    private Execution run(Plan.Mix plan) {
        return stage.executor().execute(plan, Stage.query(false), ReplySink.NONE, stage.caller);
    }

    @Test
    void execute_mix_isOneCallOnTheLeadersTerms() {
        stage.with("a", new Variant("A", false)).with("b", new Variant("B", false));
        var execution = run(plan("a", "b"));
        assertThat(execution.reply()).isEqualTo(ScriptedExpert.answer("A 0.25, B 0.75"));
        assertThat(execution.outcome().expert()).isEqualTo("a+b");
        assertThat(execution.outcome().microUsd()).isEqualTo(20);
        assertThat(execution.outcome().attempts())
                .singleElement()
                .extracting(Attempt::expert)
                .isEqualTo("a+b");
    }

    @Test
    void execute_mixFails_fallsBackToOneAfterTheOther() {
        stage.with("a", new Variant("A", true)).with("b", new Variant("B", false));
        var execution = run(plan("a", "b"));
        assertThat(execution.reply()).isEqualTo(ScriptedExpert.answer("B"));
        assertThat(execution.outcome().attempts()).extracting(Attempt::expert).containsExactly("a+b", "a", "b");
    }

    /** There are as many mixes as there are sets of experts; a metric keeps some hundred names. */
    @Test
    void execute_mix_isOneNameToTheMetrics() {
        stage.with("a", new Variant("A", true)).with("b", new Variant("B", false));
        run(plan("b"));
        assertThat(stage.meters.get("signalbox.attempts").timers())
                .extracting(timer -> timer.getId().getTag("expert"))
                .containsExactlyInAnyOrder("mix", "b");
    }

    @Test
    void execute_notOneModelAnyMore_fallsBack() {
        stage.with("a", new Variant("A", false)).with("b", new ScriptedExpert(answers("B")));
        assertThat(run(plan("a")).outcome().expert()).isEqualTo("a");
        assertThat(run(plan()).reply()).isInstanceOfSatisfying(Reply.Failure.class, failure -> {
            assertThat(failure.kind()).isEqualTo(Kind.UNAVAILABLE);
            assertThat(failure.message()).isEqualTo("a+b: b cannot answer mixed");
        });
    }

    @Test
    void execute_deadlinePassedBefore_timesOutAndAsksNobody() {
        stage.with("a", new Variant("A", false)).with("b", new Variant("B", false));
        var before = new Prelude(List.of(), Stage.DEADLINE);

        var execution = stage.executor().execute(plan("a"), Stage.query(false), before, ReplySink.NONE, stage.caller);

        assertThat(execution.reply())
                .isInstanceOfSatisfying(
                        Reply.Failure.class,
                        failure -> assertThat(failure.kind()).isEqualTo(Kind.TIMED_OUT));
        assertThat(execution.outcome().attempts()).isEmpty();
    }

    @Test
    void execute_callerGoneBefore_isCancelledAndAsksNobody() {
        stage.with("a", new Variant("A", false)).with("b", new Variant("B", false));
        stage.caller.cancel();

        var execution = run(plan("a"));

        assertThat(execution.reply())
                .isInstanceOfSatisfying(
                        Reply.Failure.class,
                        failure -> assertThat(failure.kind()).isEqualTo(Kind.CANCELLED));
        assertThat(execution.outcome().attempts()).isEmpty();
    }

    @Test
    void execute_oneOutOfService_fallsBack() {
        stage.with("b", new Variant("B", false));
        assertThat(run(plan("b")).outcome().expert()).isEqualTo("b");
    }
}
