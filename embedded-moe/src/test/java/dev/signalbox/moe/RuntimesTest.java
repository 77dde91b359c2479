package dev.signalbox.moe;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.signalbox.experts.Cancellation;
import dev.signalbox.experts.Reply.Failure.Kind;
import dev.signalbox.moe.llama.Device;
import dev.signalbox.moe.plan.Plan;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who is in memory when: with runtimes that only count. */
@Timeout(20)
final class RuntimesTest {

    private static final long MIB = 1 << 20;
    private static final Device CPU = new Device("CPU", "main memory", Device.Kind.CPU, 0, 0);
    private static final Duration LONG = Duration.ofSeconds(15);

    private final FakeLoader loader = new FakeLoader();
    private final AtomicLong now = new AtomicLong();
    private final Runtimes runtimes = runtimes(Duration.ofSeconds(15));
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    private Runtimes runtimes(Duration patience) {
        return new Runtimes(loader, new Runtimes.Terms(20 * MIB, patience), now::get);
    }

    @AfterEach
    void end() {
        loader.letAllThrough();
        threads.close();
    }

    private Runtimes.Lease lease(String name, long mib) {
        return lease(runtimes, name, mib);
    }

    private static Runtimes.Lease lease(Runtimes runtimes, String name, long mib) {
        return runtimes.lease(
                new LocalRuntime.Shape(
                        Path.of(name), 1, 1, 1, 64, null, Placement.DEFAULT, RuntimeKind.IN_PROCESS, GateUse.NONE),
                new Plan.Use(CPU, mib * MIB, 0, 0));
    }

    private static Runtimes.Use use(Runtimes.Lease lease) throws Exception {
        return lease.use(LONG, new Cancellation());
    }

    @Test
    void use_severalAtOnce_shareOneLoad() throws Exception {
        var lease = lease("a", 8);
        loader.hold("a");
        var waiting = new ArrayList<Future<Runtimes.Use>>();
        for (int i = 0; i < 8; i++) {
            waiting.add(threads.submit(() -> use(lease)));
        }
        loader.awaitBegun("a");
        loader.letThrough("a");
        for (var each : waiting) {
            each.get().close();
        }
        assertThat(loader.loads("a")).isEqualTo(1);
    }

    @Test
    void lease_unused_loadsNothing() {
        lease("a", 8);
        assertThat(runtimes.loaded()).isZero();
    }

    @Test
    void use_otherModelLoading_doesNotWaitForIt() throws Exception {
        var slow = lease("slow", 8);
        loader.hold("slow");
        var waiting = threads.submit(() -> use(slow));
        loader.awaitBegun("slow");
        use(lease("b", 8)).close();
        assertThat(waiting).isNotDone();
    }

    @Test
    void use_noRoom_leastRecentlyUsedIdleModelLeaves() throws Exception {
        var a = lease("a", 8);
        var b = lease("b", 8);
        use(a).close();
        use(b).close();
        use(a).close();
        use(lease("c", 8)).close();
        assertThat(loader.open()).containsExactlyInAnyOrder("a", "c");
        use(b).close();
        assertThat(loader.open()).containsExactlyInAnyOrder("b", "c");
    }

    @Test
    void use_largeNewcomer_asManyLeaveAsItTakesAndNoMore() throws Exception {
        for (var name : List.of("a", "b", "c", "d")) {
            use(lease(name, 5)).close();
        }
        use(lease("e", 9)).close();
        assertThat(loader.open()).containsExactlyInAnyOrder("c", "d", "e");
    }

    @Test
    void use_allElseInUse_waitsForAReplyToEnd() throws Exception {
        var held = use(lease("a", 12));
        var waiting = threads.submit(() -> use(lease("b", 12)));
        assertThat(loader.open()).containsExactly("a");
        assertThat(waiting).isNotDone();
        held.close();
        waiting.get().close();
        assertThat(loader.open()).containsExactly("b");
    }

    @Test
    void use_allElseInUseForTooLong_refusedWithTheNumbers() throws Exception {
        var impatient = runtimes(Duration.ZERO);
        try (var _ = use(lease(impatient, "a", 12))) {
            var refused = catchThrowableOfType(AbsentModelException.class, () -> use(lease(impatient, "b", 10)));
            assertThat(refused.failure().kind()).isEqualTo(Kind.OVERLOADED);
            assertThat(refused)
                    .hasMessage("no room for b (10.0 MiB): 8.0 MiB of 20.0 MiB are free;"
                            + " loaded are a (12.0 MiB) with 1 replies");
        }
        use(lease(impatient, "b", 10)).close();
        assertThat(loader.open()).containsExactly("b");
    }

    @Test
    void lease_moreThanTheBudget_refusedWithTheNumbers() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> lease("a", 21))
                .withMessage(
                        "a needs 21.0 MiB of memory (21.0 MiB weights, 0.0 KiB conversations, 0.0 KiB to compute), expected at most the 20.0 MiB that"
                                + " signalbox.local.memory allows");
    }

    @Test
    void use_timeOverWhileLoading_givesUpAndTheLoadGoesOn() throws Exception {
        var lease = lease("a", 8);
        loader.hold("a");
        var late = catchThrowableOfType(AbsentModelException.class, () -> lease.use(Duration.ZERO, new Cancellation()));
        assertThat(late.failure().kind()).isEqualTo(Kind.TIMED_OUT);
        loader.letThrough("a");
        use(lease).close();
        assertThat(loader.loads("a")).isEqualTo(1);
    }

    @Test
    void use_cancelledWhileLoading_givesUpAtOnce() throws Exception {
        var lease = lease("a", 8);
        loader.hold("a");
        var cancellation = new Cancellation();
        var waiting = threads.submit(
                () -> catchThrowableOfType(AbsentModelException.class, () -> lease.use(LONG, cancellation)));
        loader.awaitBegun("a");
        cancellation.cancel();
        assertThat(waiting.get().failure().kind()).isEqualTo(Kind.CANCELLED);
    }

    @Test
    void use_loadFails_refusedUntilItsBackoffIsOver() throws Exception {
        var lease = lease("a", 8);
        loader.fail("a", "no such tensor");
        for (int i = 0; i < 5; i++) {
            var failure = catchThrowableOfType(AbsentModelException.class, () -> use(lease))
                    .failure();
            assertThat(failure.kind()).isEqualTo(Kind.UNAVAILABLE);
            assertThat(failure.message()).isEqualTo("no such tensor");
            assertThat(failure.retryAfter()).isEqualTo(Duration.ofSeconds(1));
        }
        assertThat(loader.loads("a")).isEqualTo(1);
        now.addAndGet(SECONDS.toNanos(1));
        var again = catchThrowableOfType(AbsentModelException.class, () -> use(lease));
        assertThat(again.failure().retryAfter()).isEqualTo(Duration.ofSeconds(2));
        loader.mend("a");
        now.addAndGet(SECONDS.toNanos(2));
        use(lease).close();
    }

    @Test
    void close_lastLeaseWhileLoading_unloadsWhatCame() throws Exception {
        var lease = lease("a", 8);
        loader.hold("a");
        var waiting = threads.submit(() -> use(lease));
        loader.awaitBegun("a");
        lease.close();
        assertThatThrownBy(waiting::get).hasCauseInstanceOf(RejectedExecutionException.class);
        loader.letThrough("a");
        use(lease("b", 20)).close();
        assertThat(loader.open()).containsExactly("b");
        assertThatThrownBy(() -> use(lease)).isInstanceOf(RejectedExecutionException.class);
    }

    @Test
    void standings_always_sayWhereEachModelStands() throws Exception {
        lease("b", 5);
        try (var _ = use(lease("a", 8))) {
            assertThat(runtimes.standings())
                    .containsExactly(
                            new Runtimes.Standing("a", Resident.State.LOADED, 8 * MIB, 1, "", Optional.empty()),
                            new Runtimes.Standing("b", Resident.State.ABSENT, 5 * MIB, 0, "", Optional.empty()));
        }
    }

    /** Four models, room for two: never more than the budget in memory, nobody waits for ever, nothing stays. */
    @Test
    void use_manyThreadsRoomForTwoOfFour_budgetHoldsAndAllAreServed() throws Exception {
        var leases = List.of(lease("a", 9), lease("b", 9), lease("c", 9), lease("d", 9));
        var served = new AtomicInteger();
        var all = new ArrayList<Future<?>>();
        for (int thread = 0; thread < 12; thread++) {
            var random = new SplittableRandom(thread);
            all.add(threads.submit(() -> {
                for (int i = 0; i < 150; i++) {
                    try (var use = use(leases.get(random.nextInt(4)))) {
                        use.runtime().tokenize(Prompt.of("still open"));
                        served.incrementAndGet();
                    }
                }
                return 0;
            }));
        }
        for (var each : all) {
            each.get();
        }
        assertThat(served).hasValue(12 * 150);
        assertThat(loader.mostOpen()).isEqualTo(2);
        leases.forEach(Runtimes.Lease::close);
        assertThat(runtimes.standings()).isEmpty();
        assertThat(loader.open()).isEmpty();
    }

    /** Loads runtimes that only know whether they are open. */
    private static final class FakeLoader implements Runtimes.Loader {
        private final Map<String, AtomicInteger> loads = new ConcurrentHashMap<>();
        private final Map<String, CountDownLatch> begun = new ConcurrentHashMap<>();
        private final Map<String, CountDownLatch> held = new ConcurrentHashMap<>();
        private final Map<String, String> failing = new ConcurrentHashMap<>();
        private final Map<String, FakeRuntime> open = new ConcurrentHashMap<>();
        private final AtomicInteger mostOpen = new AtomicInteger();

        @Override
        public ExpertRuntime load(LocalRuntime.Shape shape) throws IOException {
            var name = shape.file().toString();
            loads.computeIfAbsent(name, _ -> new AtomicInteger()).incrementAndGet();
            begun.computeIfAbsent(name, _ -> new CountDownLatch(1)).countDown();
            try {
                held.getOrDefault(name, new CountDownLatch(0)).await();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
            var problem = failing.get(name);
            if (problem != null) {
                throw new IOException(problem);
            }
            var runtime = new FakeRuntime(() -> open.remove(name));
            assertThat(open.put(name, runtime)).isNull();
            mostOpen.accumulateAndGet(open.size(), Math::max);
            return runtime;
        }

        void hold(String name) {
            held.put(name, new CountDownLatch(1));
        }

        void awaitBegun(String name) throws InterruptedException {
            assertThat(begun.computeIfAbsent(name, _ -> new CountDownLatch(1)).await(10, SECONDS))
                    .isTrue();
        }

        void letThrough(String name) {
            held.getOrDefault(name, new CountDownLatch(0)).countDown();
        }

        void letAllThrough() {
            held.values().forEach(CountDownLatch::countDown);
        }

        void fail(String name, String problem) {
            failing.put(name, problem);
        }

        void mend(String name) {
            failing.remove(name);
        }

        int loads(String name) {
            return loads.getOrDefault(name, new AtomicInteger()).get();
        }

        List<String> open() {
            return List.copyOf(open.keySet());
        }

        int mostOpen() {
            return mostOpen.get();
        }
    }

    private static final class FakeRuntime implements ExpertRuntime {
        private final Runnable onClose;
        private volatile boolean closed;

        FakeRuntime(Runnable onClose) {
            this.onClose = onClose;
        }

        @Override
        public int[] tokenize(Prompt prompt) {
            assertThat(closed).isFalse();
            return new int[0];
        }

        @Override
        public int vocabularySize() {
            return 0;
        }

        @Override
        public void check(Generation.Order order) {}

        @Override
        public Runnable start(Generation generation) {
            throw new IllegalStateException("nothing is asked here");
        }

        @Override
        public void close() {
            closed = true;
            onClose.run();
        }
    }
}
