package dev.signalbox.execution;

import static dev.signalbox.execution.ScriptedExpert.answers;
import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.experts.Cancellation;
import dev.signalbox.experts.Expert;
import dev.signalbox.experts.ExpertCard;
import dev.signalbox.experts.ExpertProvider;
import dev.signalbox.experts.ProviderSpec;
import dev.signalbox.experts.Reply;
import dev.signalbox.experts.ReplySink;
import dev.signalbox.experts.Usage;
import dev.signalbox.plan.Plan;
import dev.signalbox.policy.Catalogue;
import dev.signalbox.policy.RosterFile;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class DepotTest {

    private final FakeTime time = new FakeTime();
    private final CurrentFleet current = new CurrentFleet(new Fleet(Map.of(), List.of()));
    private final Depot depot = new Depot(current, time, new Random(1));
    private final Fakes provider = new Fakes();
    private final PlanExecutor executor = new PlanExecutor(
            current,
            time,
            new ExecutionProperties(Duration.ofMinutes(1), Duration.ofSeconds(2), BigDecimal.ONE),
            new AttemptLog(new SimpleMeterRegistry()));

    @Test
    void stage_newRoster_servesOnlyOnceInService() {
        var staged = depot.stage(roster("a", "0"));
        assertThat(ask("a").outcome().expert()).isNull();

        staged.putInService();

        assertThat(ask("a").outcome().expert()).isEqualTo("a");
    }

    @Test
    void stage_unchangedExpert_staysOpen() {
        depot.stage(roster("a", "0")).putInService();
        depot.stage(roster("a", "0", "b", "0")).putInService();

        assertThat(provider.opened).containsExactly("a", "b");
        assertThat(provider.expert("a").closings()).isZero();
    }

    @Test
    void putInService_goneExpert_isClosedOnce() {
        depot.stage(roster("a", "0", "b", "0")).putInService();
        depot.stage(roster("b", "0")).putInService();
        depot.close();

        assertThat(provider.expert("a").closings()).isEqualTo(1);
        assertThat(provider.expert("b").closings()).isEqualTo(1);
    }

    @Test
    void putInService_callUnderWay_keepsItsExpertOpenUntilItEnds() {
        provider.script("a", (sink, call) -> {
            depot.stage(roster("b", "0")).putInService();
            assertThat(provider.expert("a").closings()).isZero();
            return ScriptedExpert.answer("done");
        });
        depot.stage(roster("a", "0")).putInService();

        assertThat(ask("a").reply()).isEqualTo(ScriptedExpert.answer("done"));
        assertThat(provider.expert("a").closings()).isEqualTo(1);
    }

    @Test
    void discard_closesOnlyWhatIsNew() {
        depot.stage(roster("a", "0")).putInService();
        depot.stage(roster("a", "0", "b", "0")).discard();

        assertThat(provider.expert("a").closings()).isZero();
        assertThat(provider.expert("b").closings()).isEqualTo(1);
        assertThat(ask("a").outcome().expert()).isEqualTo("a");
    }

    @Test
    void stage_expertThatCannotOpen_isOutOfServiceWithItsReason() {
        provider.broken.put("a", "environment variable A_KEY is not set");

        var staged = depot.stage(roster("a", "0", "b", "0"));
        staged.putInService();

        assertThat(staged.outOfService()).containsExactly(Map.entry("a", "environment variable A_KEY is not set"));
        assertThat(ask("b").outcome().expert()).isEqualTo("b");
    }

    @Test
    void putInService_changedPrice_keepsWhatTheGuardKnows() {
        provider.script(
                "a",
                (sink, call) ->
                        new Reply.Failure(Reply.Failure.Kind.THROTTLED, "scripted", Duration.ofHours(1), Usage.NONE));
        depot.stage(roster("a", "0")).putInService();
        ask("a");

        depot.stage(roster("a", "1")).putInService();
        ask("a");

        assertThat(provider.opened).containsExactly("a", "a");
        assertThat(provider.expert("a").calls()).isZero();
    }

    private Execution ask(String expert) {
        return executor.execute(
                new Plan.Single(expert, List.of()), Stage.query(false), ReplySink.NONE, new Cancellation());
    }

    /** Names and prices, in turn. */
    private RosterFile roster(String... namesAndPrices) {
        var yaml = new StringBuilder("experts:\n");
        for (int i = 0; i < namesAndPrices.length; i += 2) {
            yaml.append("  - {name: %s, fake: {}, price: {output: %s}}\n"
                    .formatted(namesAndPrices[i], namesAndPrices[i + 1]));
        }
        return RosterFile.parse(
                "roster.yaml", yaml.toString().getBytes(StandardCharsets.UTF_8), Catalogue.of(List.of(provider)));
    }

    /** Opens scripted experts. */
    @ProviderSpec(name = "fake", summary = "For tests")
    static final class Fakes implements ExpertProvider<Fakes.Config> {

        private final List<String> opened = new ArrayList<>();
        private final Map<String, ScriptedExpert> experts = new HashMap<>();
        private final Map<String, ScriptedExpert.Line> scripts = new HashMap<>();
        private final Map<String, String> broken = new HashMap<>();

        record Config() {}

        void script(String name, ScriptedExpert.Line line) {
            scripts.put(name, line);
        }

        /** The one opened last. */
        ScriptedExpert expert(String name) {
            return experts.get(name);
        }

        @Override
        public Class<Config> config() {
            return Config.class;
        }

        @Override
        public synchronized Expert open(ExpertCard card, Config config) {
            var problem = broken.get(card.name());
            if (problem != null) {
                throw new IllegalArgumentException(problem);
            }
            opened.add(card.name());
            var expert = new ScriptedExpert(scripts.getOrDefault(card.name(), answers(card.name())));
            experts.put(card.name(), expert);
            return expert;
        }
    }
}
