package dev.signalbox.execution;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.signalbox.experts.Call;
import dev.signalbox.experts.Caller;
import dev.signalbox.experts.Cancellation;
import dev.signalbox.experts.Expert;
import dev.signalbox.experts.ExpertCard;
import dev.signalbox.experts.Payload;
import dev.signalbox.experts.Price;
import dev.signalbox.experts.Query;
import dev.signalbox.experts.ReplySink;
import dev.signalbox.experts.Settings;
import dev.signalbox.experts.Turn;
import dev.signalbox.plan.Plan;
import dev.signalbox.policy.RosterFile;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/** A fleet of test experts and an executor over it. */
final class Stage {

    static final RosterFile.Calls CALLS = calls(3, 20, 256);
    static final Duration DEADLINE = Duration.ofSeconds(60);

    final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    final Cancellation caller = new Cancellation();
    private final Time time;
    private final Map<String, List<Deployment>> deployments = new HashMap<>();
    private final List<Holding> holdings = new ArrayList<>();
    private Duration deadline = DEADLINE;
    private long costCapMicroUsd = 1_000_000;

    Stage(Time time) {
        this.time = time;
    }

    Stage deadline(Duration changed) {
        deadline = changed;
        return this;
    }

    Stage costCap(long microUsd) {
        costCapMicroUsd = microUsd;
        return this;
    }

    Stage with(String name, Expert expert) {
        return with(name, expert, CALLS);
    }

    /** Called again with the same name, adds a deployment. */
    Stage with(String name, Expert expert, RosterFile.Calls calls) {
        var of = deployments.computeIfAbsent(name, unused -> new ArrayList<>());
        var deployment = "d" + of.size();
        of.add(new Deployment(
                card(name), deployment, expert, calls.timeouts(), new Guard(name, calls, time, new Random(7))));
        holdings.add(new Holding(name, expert));
        return this;
    }

    Fleet fleet() {
        var crews = new HashMap<String, Crew>();
        deployments.forEach((name, list) -> crews.put(name, new Crew(list)));
        return new Fleet(crews, holdings);
    }

    PlanExecutor executor() {
        return executor(new CurrentFleet(fleet()));
    }

    PlanExecutor executor(CurrentFleet fleet) {
        var properties =
                new ExecutionProperties(deadline, Duration.ofSeconds(2), BigDecimal.valueOf(costCapMicroUsd, 6));
        return new PlanExecutor(fleet, time, properties, new AttemptLog(meters));
    }

    Execution ask(String expert, String... fallback) {
        return executor().execute(new Plan.Single(expert, List.of(fallback)), query(false), ReplySink.NONE, caller);
    }

    Execution stream(ReplySink sink, String expert, String... fallback) {
        return executor().execute(new Plan.Single(expert, List.of(fallback)), query(true), sink, caller);
    }

    static RosterFile.Calls calls(int attempts, int window, int maxConcurrent) {
        return new RosterFile.Calls(
                Call.Timeouts.DEFAULT,
                new RosterFile.Retry(attempts, Duration.ofMillis(100)),
                new RosterFile.Breaker(0.5, window, Duration.ofSeconds(10)),
                maxConcurrent);
    }

    /** Ten prompt tokens and five of reply cost 20 micro-USD. */
    static ExpertCard card(String name) {
        return new ExpertCard(
                name,
                "",
                Set.of(),
                new ExpertCard.Limits(1000, 1000),
                new Price(1_000_000, 1_000_000, 2_000_000),
                new ExpertCard.Declared(0.5, 10, Duration.ZERO),
                Set.of());
    }

    static Query query(boolean stream) {
        var json = "{\"model\":\"auto\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]%s}"
                .formatted(stream ? ",\"stream\":true" : "");
        int model = json.indexOf("\"auto\"");
        var usage = new Payload.Edit(
                new Payload.Span(json.length() - 1, json.length() - 1), ",\"stream_options\":{\"include_usage\":true}");
        var payload = Payload.of(json.getBytes(UTF_8), new Payload.Span(model, model + 6), usage);
        var settings = new Settings(stream, null, null, Settings.Sampling.DEFAULT, List.of(), Set.of());
        return new Query("q1", "auto", List.of(Turn.user("hi")), settings, new Caller("t", "k"), payload);
    }
}
