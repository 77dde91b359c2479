package dev.signalbox.moe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.experts.Adapted;
import dev.signalbox.experts.Cancellation;
import dev.signalbox.experts.Expert;
import dev.signalbox.experts.Reply.Failure.Kind;
import dev.signalbox.moe.fetch.JdkWeb;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Many more adapters than there is room for. */
final class AdapterCrowdTest {

    private static final int CONTEXT = 256;
    private static final int CROWD = 120;
    private static final int ROOM = 3;
    private static final int REQUESTS = 200;

    @TempDir
    static Path home;

    private Path model;
    private final List<Path> files = new ArrayList<>();
    private long each;
    private LocalProvider provider;

    @BeforeEach
    void write() throws IOException {
        model = TinyModel.random(home.resolve("base.gguf"), 5, CONTEXT);
        for (int i = 0; i < CROWD; i++) {
            var adapter = TinyAdapter.random(i, 2);
            each = adapter.bytes();
            files.add(adapter.write(home.resolve("crowd-" + i + ".gguf")));
        }
        provider = new LocalProvider(
                home.resolve("models"),
                new SplittableRandom(1),
                LocalProvider.defaultMemory(),
                new JdkWeb(),
                ROOM * each);
    }

    private Expert open(boolean together, int which, double scale) {
        var draft = LocalProvider.Config.of(model.toString()).slots(4).together(together);
        var config = draft.adapter(files.get(which).toString(), scale).config();
        return provider.open(Ask.card("local/crowd-" + which, CONTEXT, CONTEXT), config);
    }

    /** Some are asked more often than others; each reply is the one that the adapter gives alone. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void ask_hundredsWithRoomForThree_allAnsweredRight(boolean together) throws Exception {
        var experts = new ArrayList<Expert>();
        for (int i = 0; i < CROWD; i++) {
            experts.add(open(together, i, 2));
        }
        assertThat(provider.loaded()).isEqualTo(1);
        var random = new SplittableRandom(3);
        var alone = experts.stream().map(AdapterCrowdTest::reply).toList();
        var before = provider.adapterCounts();
        assertThat(before.loads()).isEqualTo(CROWD);
        assertThat(before.resident()).isEqualTo(ROOM);
        assertThat(before.bytes()).isEqualTo(ROOM * each);
        try (var threads = Executors.newFixedThreadPool(8)) {
            var asked = new ArrayList<Integer>();
            var running = new ArrayList<Future<String>>();
            for (int i = 0; i < REQUESTS; i++) {
                int who = random.nextInt(3) > 0 ? random.nextInt(2) : random.nextInt(CROWD);
                asked.add(who);
                running.add(threads.submit(() -> reply(experts.get(who))));
            }
            for (int i = 0; i < REQUESTS; i++) {
                assertThat(running.get(i).get()).isEqualTo(alone.get(asked.get(i)));
            }
        }
        var after = provider.adapterCounts();
        assertThat(after.hits() + after.loads()).isEqualTo(CROWD + REQUESTS);
        assertThat(after.hits()).isGreaterThan(REQUESTS / 4);
        assertThat(after.loads() - after.evictions()).isEqualTo(after.resident());
        assertThat(after.bytes()).isLessThanOrEqualTo(ROOM * each);
        experts.forEach(Expert::close);
        assertThat(provider.adapterCounts().resident()).isZero();
        assertThat(provider.adapterCounts().loads()).isEqualTo(after.loads());
    }

    private static String reply(Expert expert) {
        return Ask.of("what is this").atMost(5).hear(expert).text();
    }

    /** Those who have the room run on; who waits may leave, and the next is served when one ends. */
    @Test
    void ask_allRoomInUse_waitsInTurnAndCanBeCancelled() throws Exception {
        var experts = new ArrayList<Expert>();
        for (int i = 0; i < ROOM + 2; i++) {
            experts.add(open(true, i, 0.5));
        }
        var hogs = new ArrayList<Cancellation>();
        var begun = new CountDownLatch(ROOM);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var expert : experts.subList(0, ROOM)) {
                var cancellation = new Cancellation();
                hogs.add(cancellation);
                threads.submit(() -> Ask.of("go on")
                        .sampling(1.0, null, 1L)
                        .atMost(CONTEXT)
                        .streaming(_ -> begun.countDown())
                        .cancelledBy(cancellation)
                        .hear(expert));
            }
            begun.await();
            var leaving = new Cancellation();
            var leaves = threads.submit(() -> Ask.of("one").cancelledBy(leaving).hear(experts.get(ROOM)));
            var stays = threads.submit(() -> reply(experts.get(ROOM + 1)));
            leaving.cancel();
            assertThat(leaves.get().failure().kind()).isEqualTo(Kind.CANCELLED);
            hogs.forEach(Cancellation::cancel);
            assertThat(stays.get()).isEqualTo(reply(experts.get(ROOM + 1)));
        }
        experts.forEach(Expert::close);
    }

    /** Each of them fits, all of them never will. */
    @Test
    void ask_mixThatNeverFits_failsAtOnce() {
        var experts = new ArrayList<Expert>();
        for (int i = 0; i <= ROOM; i++) {
            experts.add(open(false, i, 1));
        }
        var shares = experts.stream()
                .map(expert -> new Adapted.Share(expert, 1.0 / experts.size()))
                .toList();
        var mixed = ((Adapted) experts.getFirst()).mixed(shares);
        assertThat(Ask.of("one").hear(mixed).failure().kind()).isEqualTo(Kind.UNAVAILABLE);
        assertThat(reply(experts.getFirst())).isNotEmpty();
        assertThat(provider.adapterCounts().resident()).isEqualTo(1);
        experts.forEach(Expert::close);
    }
}
