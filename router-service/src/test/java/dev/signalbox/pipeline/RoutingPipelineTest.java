package dev.signalbox.pipeline;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.signalbox.execution.Execution;
import dev.signalbox.execution.Executor;
import dev.signalbox.experts.Cancellation;
import dev.signalbox.experts.Query;
import dev.signalbox.experts.Reply;
import dev.signalbox.experts.ReplySink;
import dev.signalbox.features.DefaultExtractor;
import dev.signalbox.features.HashedNgramEmbedder;
import dev.signalbox.learn.Outcome;
import dev.signalbox.pipeline.Pipeline.UnknownModelException;
import dev.signalbox.plan.Plan;
import dev.signalbox.policy.BatchTerms;
import dev.signalbox.policy.Catalogue;
import dev.signalbox.policy.Decision;
import dev.signalbox.telemetry.Recorder;
import dev.signalbox.yaml.ConfigException;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RoutingPipelineTest {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final Outcome CANCELLED = new Outcome("q1", "a", List.of());

    @TempDir
    Path home;

    private final Records records = new Records();
    private PipelineStage stage;

    @BeforeEach
    void load() {
        stage = new PipelineStage(home)
                .write("roster.yaml", PipelineStage.ROSTER)
                .write("policies/auto.yaml", PipelineStage.AUTO);
        stage.policies.swap(stage.loader.load(stage.files().read()).policies());
    }

    @Test
    void run_answer_leavesItsDecisionAndOutcome() throws Exception {
        var query = PipelineStage.query("auto");
        var outcome = new Outcome("q1", "a", List.of());
        var pipeline = pipeline((plan, asked, before, sink, cancellation) ->
                new Execution(Reply.Failure.of(Reply.Failure.Kind.CUT, "cut"), outcome));

        var decision = pipeline.decide(query);
        pipeline.run(query, decision, ReplySink.NONE, new Cancellation());

        assertThat(decision.provenance().seed()).isEqualTo(42);
        assertThat(records.entries).containsExactly(new Recorder.Entry(NOW, query.caller(), decision, outcome));
    }

    /** There are as many mixes as there are sets of experts; a metric keeps some hundred names. */
    @ParameterizedTest
    @CsvSource({"a+b, mix", "b, b", ", mix"})
    void run_mixWatched_isOneNameToTheMetrics(@Nullable String answered, String metered) throws Exception {
        var query = PipelineStage.query("auto");
        var outcome = new Outcome("q1", answered, List.of());
        var pipeline = pipeline((plan, asked, before, sink, cancellation) ->
                new Execution(Reply.Failure.of(Reply.Failure.Kind.CUT, "cut"), outcome));
        var mix = new Plan.Mix(List.of(new Plan.Share("a", 0.5), new Plan.Share("b", 0.5)), List.of("b"), Map.of());
        var meters = new SimpleMeterRegistry();

        try (var watched = new WatchedPipeline(pipeline, meters)) {
            var decided = watched.decide(query).with(List.of(), mix);
            watched.run(query, decided, ReplySink.NONE, new Cancellation());
        }

        assertThat(meters.get("signalbox.requests").timers())
                .extracting(timer -> timer.getId().getTag("expert"))
                .containsExactly(metered);
    }

    @Test
    void run_executorThatBreaks_leavesItsDecision() throws Exception {
        var query = PipelineStage.query("auto");
        var pipeline = pipeline((plan, asked, before, sink, cancellation) -> {
            throw new IllegalStateException("broken");
        });
        var decision = pipeline.decide(query);

        assertThatThrownBy(() -> pipeline.run(query, decision, ReplySink.NONE, new Cancellation()))
                .hasMessage("broken");

        assertThat(records.entries).singleElement().satisfies(entry -> {
            assertThat(entry.decision()).isEqualTo(decision);
            assertThat(entry.outcome()).isEqualTo(new Outcome("q1", null, List.of()));
        });
    }

    @Test
    void decide_recordsNothing() {
        var pipeline = pipeline((plan, asked, before, sink, cancellation) -> {
            throw new AssertionError("nothing may run");
        });

        assertThatThrownBy(() -> pipeline.decide(PipelineStage.query("nope")))
                .isInstanceOf(UnknownModelException.class);
        assertThat(records.entries).isEmpty();
    }

    @Test
    void decide_batch_keepsItsTermsAndRecordsNothing() throws Exception {
        var pipeline = pipeline((plan, asked, before, sink, cancellation) -> {
            throw new AssertionError("nothing may run");
        });
        var terms = terms("{gate: rectify, capacity: {a: 1, b: 0}}");

        var decisions = pipeline.decide(List.of(query("q1"), query("q2")), terms);

        assertThat(decisions).extracting(Decision::queryId).containsExactly("q1", "q2");
        assertThat(decisions)
                .extracting(Decision::plan)
                .filteredOn(Plan.Refusal.class::isInstance)
                .hasSize(1);
        assertThat(decisions.getFirst().provenance().seed()).isEqualTo(42);
        assertThat(records.entries).isEmpty();
    }

    @Test
    void decide_batchOfUnknownModelOrExpert_isRefused() {
        var pipeline = pipeline((plan, asked, before, sink, cancellation) -> {
            throw new AssertionError("nothing may run");
        });

        assertThatThrownBy(() -> pipeline.decide(List.of(PipelineStage.query("nope")), terms("{gate: rectify}")))
                .isInstanceOf(UnknownModelException.class);
        assertThatThrownBy(() -> pipeline.decide(List.of(query("q1")), terms("{gate: rectify, capacity: {z: 1}}")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("\"z\" is not on the roster");
    }

    private static BatchTerms terms(String yaml) {
        return BatchTerms.parse("batch", yaml.getBytes(UTF_8), Catalogue.of(List.of()));
    }

    private static Query query(String id) {
        var query = PipelineStage.query("auto");
        return new Query(id, query.model(), query.turns(), query.settings(), query.caller(), query.payload());
    }

    @Test
    void close_runUnderWay_isCancelledAndOnRecordBeforeItReturns() throws Exception {
        var started = new CountDownLatch(1);
        var pipeline = pipeline(untilCancelled(started));
        var run = start(pipeline, new Cancellation());
        started.await();

        pipeline.close();

        assertThat(records.entries).extracting(Recorder.Entry::outcome).containsExactly(CANCELLED);
        run.join();
    }

    @Test
    void run_afterClose_isCancelledAtOnceAndOnRecord() throws Exception {
        var pipeline = pipeline(untilCancelled(new CountDownLatch(1)));
        pipeline.close();

        start(pipeline, new Cancellation()).join();

        assertThat(records.entries).extracting(Recorder.Entry::outcome).containsExactly(CANCELLED);
    }

    @Test
    void run_callerThatLeaves_isCancelled() throws Exception {
        var started = new CountDownLatch(1);
        var caller = new Cancellation();
        var run = start(pipeline(untilCancelled(started)), caller);
        started.await();

        caller.cancel();
        run.join();

        assertThat(records.entries).extracting(Recorder.Entry::outcome).containsExactly(CANCELLED);
    }

    @Test
    void end_runThatDoesNotStop_isCountedOncePatienceIsOver() throws Exception {
        var underWay = new RunsUnderWay();
        try (var run = underWay.begin(new Cancellation())) {
            assertThat(underWay.end(Duration.ofMillis(1))).isOne();
            assertThat(run.cancellation().isCancelled()).isTrue();
        }

        assertThat(underWay.end(Duration.ZERO)).isZero();
    }

    /** Runs until it is told to stop. */
    private static Executor untilCancelled(CountDownLatch started) {
        return (plan, asked, before, sink, cancellation) -> {
            var stop = new CompletableFuture<Void>();
            try (var _ = cancellation.onCancel(() -> stop.complete(null))) {
                started.countDown();
                stop.join();
            }
            return new Execution(Reply.Failure.of(Reply.Failure.Kind.CANCELLED, "cancelled"), CANCELLED);
        };
    }

    private static Thread start(RoutingPipeline pipeline, Cancellation caller) throws UnknownModelException {
        var query = PipelineStage.query("auto");
        var decision = pipeline.decide(query);
        return Thread.ofVirtual().start(() -> pipeline.run(query, decision, ReplySink.NONE, caller));
    }

    private RoutingPipeline pipeline(Executor executor) {
        var extractor = new DefaultExtractor(new HashedNgramEmbedder());
        var chance = new RoutingPipeline.Chance(() -> NOW, () -> 42);
        var counsel = new Counsel(
                (consultation, query, cancellation) -> {
                    throw new AssertionError("nobody is to be asked for advice");
                },
                new HashedNgramEmbedder());
        var experts = new RoutingPipeline.Experts(executor, counsel);
        return new RoutingPipeline(extractor, stage.policies, experts, records, chance);
    }

    /** Keeps what it is given. */
    private static final class Records implements Recorder {
        private final List<Entry> entries = new CopyOnWriteArrayList<>();

        @Override
        public void record(Entry entry) {
            entries.add(entry);
        }

        @Override
        public void record(Feedback feedback) {
            throw new AssertionError("the pipeline gives no feedback");
        }
    }
}
