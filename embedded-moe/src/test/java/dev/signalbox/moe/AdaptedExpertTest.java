package dev.signalbox.moe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.signalbox.experts.Adapted;
import dev.signalbox.experts.Cancellation;
import dev.signalbox.experts.Expert;
import dev.signalbox.experts.Reply;
import dev.signalbox.experts.Reply.Failure.Kind;
import dev.signalbox.moe.adapter.AdapterTally.Counts;
import dev.signalbox.moe.fetch.JdkWeb;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Experts that are one model with different adapters on. */
final class AdaptedExpertTest {

    private static final int CONTEXT = 512;

    @TempDir
    static Path home;

    private final RandomGenerator random = new SplittableRandom(5);
    private LocalProvider provider = new LocalProvider(home.resolve("models"), new SplittableRandom(1));
    private Path model;
    private String one;
    private String two;

    @BeforeEach
    void write() throws IOException {
        model = TinyModel.random(home.resolve("base.gguf"), 5, CONTEXT);
        one = TinyAdapter.random(1, 4).write(home.resolve("one.gguf")).toString();
        two = TinyAdapter.random(2, 8).write(home.resolve("two.gguf")).toString();
    }

    private LocalDraft draft(int slots, boolean together) {
        return LocalProvider.Config.of(model.toString()).slots(slots).together(together);
    }

    private Expert open(LocalDraft draft) {
        return provider.open(Ask.card("local/adapted", CONTEXT, CONTEXT), draft.config());
    }

    private static Reply.Content told(String prompt, Expert expert) {
        return Ask.of(prompt).atMost(16).logprobs(3).hear(expert).answer().content();
    }

    private String text(int length) {
        var text = new StringBuilder();
        random.ints(length, '!', '~').forEach(each -> text.append((char) each));
        return text.toString();
    }

    @Test
    void ask_inAWorker_sameAsHereToTheLastBit() {
        var prompt = text(100);
        try (var here = open(draft(1, false).adapter(one, 0.7));
                var there = open(draft(1, false).adapter(one, 0.7).runtime(RuntimeKind.WORKER));
                var bare = open(draft(1, false).runtime(RuntimeKind.WORKER))) {
            assertThat(told(prompt, there)).isEqualTo(told(prompt, here)).isNotEqualTo(told(prompt, bare));
        }
    }

    private Counts counts(RuntimeKind runtime) {
        provider = new LocalProvider(home.resolve("models"), new SplittableRandom(1));
        try (var first = open(draft(1, false).adapter(one, 1).runtime(runtime));
                var second = open(draft(1, false).adapter(two, 1).runtime(runtime))) {
            for (int i = 0; i < 3; i++) {
                told("abc", first);
                told("abc", second);
            }
            return provider.adapterCounts();
        }
    }

    @Test
    void counts_inAWorker_sameAsHereUntilItEnds() {
        var here = counts(RuntimeKind.IN_PROCESS);
        assertThat(counts(RuntimeKind.WORKER)).isEqualTo(here);
        assertThat(here)
                .extracting(Counts::hits, Counts::loads, Counts::resident)
                .containsExactly(4L, 2L, 2L);
        assertThat(provider.adapterCounts()).isEqualTo(new Counts(4, 2, 0, 0, 0));
    }

    @Test
    void counts_workerThatIsKilled_whatItHadInMemoryIsGone() {
        try (var expert = open(draft(1, false).adapter(one, 1).runtime(RuntimeKind.WORKER))) {
            told("abc", expert);
            var before = provider.adapterCounts();
            provider.standings().stream()
                    .map(LocalStanding::worker)
                    .flatMap(Optional::stream)
                    .forEach(worker ->
                            ProcessHandle.of(worker.pid()).orElseThrow().destroyForcibly());
            Ask.of("abc").atMost(16).hear(expert);
            told("abc", expert);
            var after = provider.adapterCounts();
            assertThat(after.loads()).isEqualTo(2);
            assertThat(after.resident()).isEqualTo(before.resident());
            assertThat(after.bytes()).isEqualTo(before.bytes());
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void ask_scaleZero_sameAsTheModelToTheLastBit(boolean together) {
        try (var base = open(draft(2, together));
                var nothing = open(draft(2, together).adapter(one, 0));
                var adapted = open(draft(2, together).adapter(one, 1))) {
            var prompt = text(100);
            var expected = told(prompt, base);
            assertThat(told(prompt, adapted)).isNotEqualTo(expected);
            assertThat(told(prompt, nothing)).isEqualTo(expected);
            assertThat(told(prompt, base)).isEqualTo(expected);
            assertThat(provider.loaded()).isEqualTo(1);
        }
    }

    /** On one lane the same to the letter: what stands beside a reply moves its last bits, whatever adapters are on. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void ask_fourScalesAtOnce_eachAsAlone(boolean together) throws Exception {
        try (var experts = new Opened();
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (double scale : new double[] {0, 0.5, 1, 2}) {
                experts.add(open(draft(4, together).adapter(one, scale)));
            }
            var prompt = text(150);
            Function<Expert, Object> ask =
                    expert -> together ? Ask.of(prompt).atMost(16).hear(expert).text() : told(prompt, expert);
            var alone = experts.all.stream().map(ask).toList();
            assertThat(alone).doesNotHaveDuplicates();
            for (int round = 0; round < 5; round++) {
                assertThat(atOnce(threads, ask, experts.all)).isEqualTo(alone);
            }
        }
    }

    private static List<Object> atOnce(ExecutorService threads, Function<Expert, Object> ask, List<Expert> experts)
            throws Exception {
        var running = new ArrayList<Future<Object>>();
        for (var each : experts) {
            running.add(threads.submit(() -> ask.apply(each)));
        }
        var told = new ArrayList<>();
        for (var each : running) {
            told.add(each.get());
        }
        return told;
    }

    /** What one has read is no use to the other, and is read again after it. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void ask_sameBeginningUnderOtherAdapters_sameAsFresh(boolean together) {
        try (var experts = new Opened();
                var fresh = new Opened()) {
            for (var expert : List.of(experts, fresh)) {
                int slots = expert == experts ? 1 : 2;
                expert.add(open(draft(slots, together)));
                expert.add(open(draft(slots, together).adapter(one, 1)));
                expert.add(open(draft(slots, together).adapter(one, 0.25)));
                expert.add(open(draft(slots, together).adapter(two, 1).adapter(one, 0.5)));
            }
            var beginning = text(200);
            for (int round = 0; round < 12; round++) {
                int who = random.nextInt(4);
                var prompt = beginning + text(20);
                var heard = told(prompt, experts.all.get(who));
                told(text(200), fresh.all.get(0));
                assertThat(heard).isEqualTo(told(prompt, fresh.all.get(who)));
            }
        }
    }

    @Test
    void ask_sameAgainUnderTheSame_isReused() {
        try (var expert = open(draft(1, false).adapter(one, 1));
                var other = open(draft(1, false).adapter(one, 0.5))) {
            var prompt = text(130);
            long[] cached = new long[] {cached(prompt, expert), cached(prompt, expert), cached(prompt, other)};
            assertThat(cached).containsExactly(0, 128, 0);
        }
    }

    private static long cached(String prompt, Expert expert) {
        return Ask.of(prompt).atMost(2).hear(expert).reply().usage().cachedTokens();
    }

    @Test
    void mixed_shares_sameAsAnExpertWithThoseScales() {
        try (var base = open(draft(1, false));
                var first = open(draft(1, false).adapter(one, 1));
                var second = open(draft(1, false).adapter(two, 2));
                var both = open(draft(1, false).adapter(one, 0.5).adapter(two, 0.5))) {
            var shares = List.of(
                    new Adapted.Share(first, 0.5), new Adapted.Share(second, 0.25), new Adapted.Share(base, 0.25));
            var mixed = ((Adapted) first).mixed(shares);
            var prompt = text(80);
            assertThat(told(prompt, mixed)).isEqualTo(told(prompt, both));
            assertThat(Ask.of(prompt).scales(Map.of()).hear(mixed).failure().message())
                    .isEqualTo("lora: set, expected none where several experts answer mixed");
        }
    }

    /** The query's scales stand in place of the roster's, one request beside another. */
    @Test
    void ask_scalesOfItsOwn_asIfTheRosterHadThem() {
        try (var both = open(draft(1, false).adapter(one, 1).adapter(two, 1));
                var rosters = open(draft(1, false).adapter(two, 0.5));
                var base = open(draft(1, false))) {
            var prompt = text(90);
            assertThat(scaled(prompt, Map.of(1, 0.5), both)).isEqualTo(told(prompt, rosters));
            assertThat(scaled(prompt, Map.of(0, 0.0), both)).isEqualTo(told(prompt, base));
            assertThat(scaled(prompt, Map.of(), both)).isEqualTo(told(prompt, base));
            assertThat(scaled(prompt, Map.of(0, 1.0, 1, 1.0), both)).isEqualTo(told(prompt, both));
            var failure = Ask.of(prompt).scales(Map.of(2, 1.0)).hear(both).failure();
            assertThat(failure.kind()).isEqualTo(Kind.REJECTED);
            assertThat(failure.message()).isEqualTo("lora: id 2, expected 0 to 1, as this expert has 2 adapters");
            assertThat(Ask.of(prompt)
                            .scales(Map.of(0, 1.0))
                            .hear(base)
                            .failure()
                            .message())
                    .contains("expected none");
        }
    }

    private static Reply.Content scaled(String prompt, Map<Integer, Double> scales, Expert expert) {
        return Ask.of(prompt)
                .scales(scales)
                .atMost(16)
                .logprobs(3)
                .hear(expert)
                .answer()
                .content();
    }

    @Test
    void mixed_anotherModel_refused() throws IOException {
        var otherModel = TinyModel.random(home.resolve("another.gguf"), 6, CONTEXT);
        try (var mine = open(draft(1, false).adapter(one, 1));
                var other = open(LocalProvider.Config.of(otherModel.toString()).adapter(one, 1))) {
            var shares = List.of(new Adapted.Share(mine, 0.5), new Adapted.Share(other, 0.5));
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> ((Adapted) mine).mixed(shares))
                    .withMessageContaining("another model");
        }
    }

    /** On one lane: the short reply is written while the long one, which has another adapter on, is not at its end. */
    @Test
    void ask_longReplyUnderOther_doesNotHoldUp() throws Exception {
        try (var longOne = open(draft(2, true).adapter(one, 1));
                var shortOne = open(draft(2, true).adapter(two, 1));
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var begun = new CountDownLatch(1);
            var cancellation = new Cancellation();
            var running = threads.submit(() -> Ask.of("go on")
                    .sampling(1.0, null, 1L)
                    .atMost(CONTEXT)
                    .streaming(_ -> begun.countDown())
                    .cancelledBy(cancellation)
                    .hear(longOne));
            begun.await();
            Ask.of(text(70)).atMost(3).hear(shortOne).answer();
            cancellation.cancel();
            assertThat(running.get().reply().usage().completionTokens()).isLessThan(CONTEXT / 2);
        }
    }

    @Test
    void open_notThereOrNotFitting_refusedByName() throws IOException {
        refused(home.resolve("none.gguf").toString(), "adapters.file: no file");
        refused("nothing-like-that", "adapters.file: \"nothing-like-that\", expected one of");
        var foreign = TinyAdapter.empty().pair("blk.5.attn_q.weight", List.of(64L, 4L), List.of(4L, 64L));
        refused(foreign.write(home.resolve("foreign.gguf")).toString(), "blk.5.attn_q.weight, which the model lacks");
        refused(model.toString(), "general.type is missing");
        provider = new LocalProvider(home.resolve("models"), random, LocalProvider.defaultMemory(), new JdkWeb(), 1000);
        refused(one, "bytes, expected at most 1000");
    }

    private void refused(String adapter, String why) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> open(draft(1, false).adapter(adapter, 1)))
                .withMessageContaining(why);
        assertThat(provider.loaded()).isZero();
    }

    /** Numbers each, and together none: the reply fails, and nobody else reads what it left. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void ask_adapterThatOverflows_harmsNobodyElse(boolean together) throws IOException {
        var file = TinyAdapter.random(3, 4).times(1e30f).write(home.resolve("huge.gguf"));
        try (var base = open(draft(1, together));
                var huge = open(draft(1, together).adapter(file.toString(), 100))) {
            var expected = told("one two", base);
            assertThat(Ask.of("one two").atMost(8).hear(huge).failure().kind()).isEqualTo(Kind.UNAVAILABLE);
            assertThat(told("one two", base)).isEqualTo(expected);
            var random = Ask.of(text(200)).sampling(1.0, null, 3L).logprobs(3).atMost(8);
            assertThat(random.hear(huge).failure().kind()).isEqualTo(Kind.UNAVAILABLE);
            assertThat(told("one two", base)).isEqualTo(expected);
        }
    }

    /** Some while their prompt is read, before anything shows that it was numbers. */
    @Test
    void ask_cancelledAtAnyMoment_harmsNobodyElse() throws Exception {
        var file = TinyAdapter.random(3, 4).times(1e30f).write(home.resolve("huge.gguf"));
        try (var base = open(draft(1, true));
                var huge = open(draft(1, true).adapter(file.toString(), 100));
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var expected = told("one two", base);
            for (int round = 0; round < 20; round++) {
                var cancellation = new Cancellation();
                var prompt = text(480);
                var running = threads.submit(
                        () -> Ask.of(prompt).atMost(2).cancelledBy(cancellation).hear(huge));
                for (int i = 0; i < 20_000 * round; i++) {
                    Thread.onSpinWait();
                }
                cancellation.cancel();
                running.get().failure();
                assertThat(told("one two", base)).isEqualTo(expected);
            }
        }
    }

    /** It was there when the expert was opened. */
    @Test
    void ask_fileGoneOrReplaced_failsAloneAndComesBack() throws IOException {
        var file = TinyAdapter.random(3, 4).write(home.resolve("passing.gguf"));
        try (var base = open(draft(1, false));
                var adapted = open(draft(1, false).adapter(file.toString(), 1))) {
            Files.delete(file);
            assertThat(Ask.of("one").hear(adapted).failure().kind()).isEqualTo(Kind.UNAVAILABLE);
            TinyAdapter.random(3, 2).write(file);
            assertThat(Ask.of("one").hear(adapted).failure().kind()).isEqualTo(Kind.UNAVAILABLE);
            assertThat(Ask.of("one").atMost(3).hear(base).text()).isNotEmpty();
            TinyAdapter.random(3, 4).write(file);
            assertThat(Ask.of("one").atMost(3).hear(adapted).text()).isNotEmpty();
        }
    }

    /** Closes them all. */
    private static final class Opened implements AutoCloseable {
        private final List<Expert> all = new ArrayList<>();

        void add(Expert expert) {
            all.add(expert);
        }

        @Override
        public void close() {
            all.forEach(Expert::close);
        }
    }
}
