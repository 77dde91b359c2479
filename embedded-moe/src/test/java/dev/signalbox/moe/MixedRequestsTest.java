package dev.signalbox.moe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.experts.Cancellation;
import dev.signalbox.experts.Expert;
import dev.signalbox.experts.Reply;
import dev.signalbox.experts.Reply.Failure.Kind;
import dev.signalbox.experts.Settings.Format;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests of all kinds at once, every tenth cancelled: none is stuck, and none leaves native memory behind. */
@Timeout(120)
final class MixedRequestsTest {

    private static final int CONTEXT = 384;
    private static final int SLOTS = 4;
    private static final int ASKERS = 7;
    private static final long TOLERATED_KIB = 24 * 1024;
    private static final Path STATUS = Path.of("/proc/self/status");

    @TempDir
    static Path home;

    private final LocalProvider provider = new LocalProvider(home.resolve("models"), new SplittableRandom(1));

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void ask_mixedAndCancelled_allEndAndMemoryStays(boolean together) throws Exception {
        var file = TinyModel.random(home.resolve("mixed.gguf"), 3, CONTEXT);
        var config = LocalProvider.Config.of(file.toString())
                .slots(SLOTS)
                .together(together)
                .config();
        try (var expert = provider.open(Ask.card("local/mixed", CONTEXT, CONTEXT), config)) {
            ask(expert, 60);
            long before = anonymousKib();
            var replies = ask(expert, 120);
            assertThat(anonymousKib() - before).isLessThan(TOLERATED_KIB);
            assertThat(replies).allMatch(MixedRequestsTest::isExactAnswerOrCancelled);
            assertThat(replies).filteredOn(Reply.Failure.class::isInstance).hasSizeBetween(3, 20);
            for (int i = 0; i < 2 * SLOTS; i++) {
                assertThat(Ask.of("q").atMost(2).hear(expert).reply()).isInstanceOf(Reply.Answer.class);
            }
        }
    }

    /** Cells are freed here and there, so that room for a prompt must be made by moving what is in use. */
    @Test
    void ask_togetherUntilEveryContextIsFull_nothingIsMixedUp() throws Exception {
        int context = 96;
        int a = TinyModel.token('a');
        int b = TinyModel.token('b');
        var file = TinyModel.scripted(home.resolve("full.gguf"), Map.of(TinyModel.token('>'), a, a, b, b, a), 256);
        var config =
                LocalProvider.Config.of(file.toString()).slots(3).together(true).config();
        try (var expert = provider.open(Ask.card("local/full", context, context), config);
                var threads = Executors.newFixedThreadPool(5)) {
            var replies = new ArrayList<Future<Ask.Heard>>();
            for (int i = 0; i < 40; i++) {
                var ask = Ask.of("q".repeat(1 + i * 37 % 80)).atMost(i % 4 == 0 ? 5 : context);
                replies.add(threads.submit(() -> ask.hear(expert)));
            }
            for (var each : replies) {
                var heard = each.get();
                long tokens = heard.answer().usage().completionTokens();
                assertThat(heard.text()).isEqualTo("ab".repeat(context).substring(0, Math.toIntExact(tokens)));
                assertThat(tokens)
                        .matches(some -> some == 5
                                || some == context - heard.answer().usage().promptTokens());
            }
        }
    }

    private static boolean isExactAnswerOrCancelled(Reply reply) {
        return reply.usage().exact()
                && (reply instanceof Reply.Answer
                        || reply instanceof Reply.Failure failure && failure.kind() == Kind.CANCELLED);
    }

    private static List<Reply> ask(Expert expert, int count) throws Exception {
        try (var threads = Executors.newFixedThreadPool(ASKERS)) {
            var replies = new ArrayList<Future<Reply>>();
            for (int i = 0; i < count; i++) {
                int index = i;
                replies.add(threads.submit(() -> mixed(index).hear(expert).reply()));
            }
            var all = new ArrayList<Reply>();
            for (var each : replies) {
                all.add(each.get());
            }
            return all;
        }
    }

    private static Ask mixed(int index) {
        var random = new SplittableRandom(index);
        var ask = Ask.of("question ".repeat(random.nextInt(1, 30)))
                .atMost(random.nextInt(20, 50))
                .sampling(random.nextDouble(), 0.9, (long) index);
        if (index % 10 == 0) {
            var cancellation = new Cancellation();
            return ask.cancelledBy(cancellation).streaming(_ -> cancellation.cancel());
        }
        return switch (index % 4) {
            case 0 -> ask.streaming();
            case 1 -> ask.logprobs(2);
            case 2 -> ask.format(new Format.Schema(Map.of("type", "array", "items", Map.of("type", "integer"))));
            default -> ask;
        };
    }

    /** What the process has allocated; 0 where the system does not say. */
    private static long anonymousKib() throws IOException {
        return !Files.isReadable(STATUS)
                ? 0
                : Files.readAllLines(STATUS).stream()
                        .filter(line -> line.startsWith("RssAnon:"))
                        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                        .sum();
    }
}
