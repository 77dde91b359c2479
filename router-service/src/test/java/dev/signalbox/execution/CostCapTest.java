package dev.signalbox.execution;

import static dev.signalbox.execution.ScriptedExpert.answer;
import static dev.signalbox.execution.ScriptedExpert.answers;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.signalbox.experts.Reply.Failure;
import dev.signalbox.experts.Reply.Failure.Kind;
import dev.signalbox.experts.Usage;
import dev.signalbox.learn.Attempt;
import java.math.BigDecimal;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each failed attempt costs 20 micro-USD; the prompt of the next one is estimated at 1. */
final class CostCapTest {

    private final FakeTime time = new FakeTime();
    private final Stage stage = new Stage(time);

    @Test
    void execute_retryPastTheCap_isNotAsked() {
        var expert = failing();

        var execution = stage.costCap(20).with("a", expert).ask("a");

        assertThat(expert.calls()).isEqualTo(1);
        assertThat(time.pauses()).isEmpty();
        assertCapped(
                execution,
                "asking a would cost at least 0.000001 USD on top of the 0.000020 USD spent;"
                        + " the cost cap of a request is 0.000020 USD");
        assertThat(execution.outcome().attempts())
                .extracting(Attempt::failure)
                .containsExactly(Kind.UNAVAILABLE, Kind.COST_CAPPED);
        assertThat(execution.outcome().microUsd()).isEqualTo(20);
    }

    @Test
    void execute_retryUpToTheCap_isAsked() {
        var expert = failing();

        var execution = stage.costCap(21).with("a", expert).ask("a");

        assertThat(expert.calls()).isEqualTo(2);
        assertThat(execution.outcome().microUsd()).isEqualTo(40);
    }

    @Test
    void execute_fallbacksPastTheCap_areNotAsked() {
        var never = new ScriptedExpert(answers("never"));

        var execution = stage.costCap(60)
                .with("a", failing())
                .with("b", never)
                .with("c", never)
                .ask("a", "b", "c");

        assertThat(never.calls()).isZero();
        assertCapped(execution, "asking c ");
        assertThat(execution.outcome().expert()).isNull();
        assertThat(execution.outcome().attempts())
                .extracting(attempt -> attempt.expert() + " " + attempt.failure())
                .containsExactly("a UNAVAILABLE", "a UNAVAILABLE", "a UNAVAILABLE", "b COST_CAPPED", "c COST_CAPPED");
        assertThat(execution.outcome().microUsd()).isEqualTo(60);
    }

    @Test
    void execute_otherDeploymentPastTheCap_isNotAskedAndNotedOnce() {
        var one = failing();
        var two = failing();

        var execution = stage.costCap(20).with("a", one).with("a", two).ask("a");

        assertThat(one.calls() + two.calls()).isEqualTo(1);
        assertThat(execution.outcome().attempts())
                .extracting(Attempt::failure)
                .containsExactly(Kind.UNAVAILABLE, Kind.COST_CAPPED);
    }

    @Test
    void execute_cappedRequest_leavesNothingHeldForTheNext() {
        stage.costCap(20).with("a", failing(), Stage.calls(3, 20, 1)).ask("a");

        var execution = stage.costCap(1_000_000).ask("a");

        assertThat(execution.outcome().attempts()).extracting(Attempt::failure).doesNotContain(Kind.OVERLOADED);
    }

    @Test
    void execute_answerPastTheCap_isStillTheAnswer() {
        var execution =
                stage.costCap(1).with("a", new ScriptedExpert(answers("yes"))).ask("a");

        assertThat(execution.reply()).isEqualTo(answer("yes"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "0.0000009", "1000001"})
    void properties_capOutOfRange_namesKeyAndValue(String cap) {
        assertThatThrownBy(() ->
                        new ExecutionProperties(Duration.ofMinutes(1), Duration.ofSeconds(2), new BigDecimal(cap)))
                .hasMessageStartingWith("signalbox.execution.cost-cap-usd: ");
    }

    private static ScriptedExpert failing() {
        return new ScriptedExpert((out, call) -> new Failure(Kind.UNAVAILABLE, "scripted", null, Usage.exact(10, 5)));
    }

    private static void assertCapped(Execution execution, String message) {
        assertThat(execution.reply()).isInstanceOfSatisfying(Failure.class, failure -> {
            assertThat(failure.kind()).isEqualTo(Kind.COST_CAPPED);
            assertThat(failure.message()).startsWith(message);
        });
    }
}
