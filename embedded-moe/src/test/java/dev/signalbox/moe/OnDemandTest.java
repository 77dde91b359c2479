package dev.signalbox.moe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.tuple;

import dev.signalbox.experts.Cancellation;
import dev.signalbox.experts.Expert;
import dev.signalbox.experts.Reply;
import dev.signalbox.experts.Reply.Failure.Kind;
import dev.signalbox.moe.LocalProvider.Load;
import dev.signalbox.moe.fetch.FileServer;
import dev.signalbox.moe.fetch.JdkWeb;
import dev.signalbox.moe.fetch.ModelUrl;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Real models, tiny ones, that share less memory than they need. */
@Timeout(60)
final class OnDemandTest {

    /** Room for two of the models below, not for three. */
    private static final long BUDGET = 70 << 20;

    @TempDir
    static Path home;

    private final LocalProvider provider =
            new LocalProvider(home.resolve("models"), new SplittableRandom(1), BUDGET, new JdkWeb());

    private Expert open(int seed, Load load) throws IOException {
        var file = TinyModel.random(home.resolve("random-" + seed + ".gguf"), seed, 256);
        return provider.open(
                Ask.card("local/" + seed, 256, 60),
                LocalProvider.Config.of(file.toString()).slots(1).load(load).config());
    }

    @Test
    void open_onDemand_loadsWhenAsked() throws IOException {
        try (var expert = open(1, Load.DEMAND)) {
            assertThat(provider.loaded()).isZero();
            assertThat(Ask.of("q").hear(expert).reply()).isInstanceOf(Reply.Answer.class);
            assertThat(provider.loaded()).isEqualTo(1);
        }
    }

    @Test
    void open_moreAtTheStartThanThereIsRoomFor_theLastWaitUntilTheyAreAsked() throws IOException {
        try (var one = open(1, Load.START);
                var _ = open(2, Load.START);
                var three = open(3, Load.START)) {
            assertThat(provider.loaded()).isEqualTo(2);
            assertThat(Ask.of("q").hear(three).reply()).isInstanceOf(Reply.Answer.class);
            assertThat(Ask.of("q").hear(one).reply()).isInstanceOf(Reply.Answer.class);
            assertThat(provider.loaded()).isEqualTo(2);
        }
    }

    @Test
    void ask_brokenFileOnDemand_saysWhatLlamaSaid() throws IOException {
        var file = TinyModel.random(home.resolve("random-1.gguf"), 1, 256);
        var text = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1)
                .replace("blk.1.attn_q", "blk.1.attn_z");
        var broken = Files.writeString(home.resolve("broken.gguf"), text, StandardCharsets.ISO_8859_1);
        var config = LocalProvider.Config.of(broken.toString())
                .slots(1)
                .load(Load.DEMAND)
                .config();
        try (var expert = provider.open(Ask.card("local/broken", 256, 60), config)) {
            var failure = Ask.of("q").hear(expert).failure();
            assertThat(failure.kind()).isEqualTo(Kind.UNAVAILABLE);
            assertThat(failure.message()).contains("blk.1.attn_q");
            assertThat(failure.retryAfter()).isNotNull();
        }
    }

    @Test
    void open_neverFits_refusedWithTheNumbers() throws IOException {
        var file = TinyModel.random(home.resolve("random-1.gguf"), 1, 256);
        var config = LocalProvider.Config.of(file.toString()).slots(8).config();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> provider.open(Ask.card("local/x", 256, 60), config))
                .withMessageContaining("expected at most the 70.0 MiB that signalbox.local.memory allows");
    }

    private static String sha256(byte[] bytes) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }

    @Test
    void open_modelByUrl_saysHowFarItIsAndThenAnswers() throws Exception {
        var bytes = Files.readAllBytes(TinyModel.random(home.resolve("random-1.gguf"), 1, 256));
        var begun = new CountDownLatch(1);
        var go = new CountDownLatch(1);
        try (var server = new FileServer(bytes)) {
            server.next(exchange -> {
                exchange.sendResponseHeaders(200, bytes.length);
                exchange.getResponseBody().write(bytes, 0, bytes.length / 2 + 100_000);
                exchange.getResponseBody().flush();
                begun.countDown();
                awaitQuietly(go);
                exchange.getResponseBody().write(bytes, bytes.length / 2 + 100_000, bytes.length / 2 - 100_000);
            });
            var config = LocalProvider.Config.of(ModelUrl.of(server.url(), sha256(bytes)))
                    .slots(1)
                    .config();
            try (var expert = provider.open(Ask.card("local/far", 256, 60), config)) {
                assertThat(begun.await(10, TimeUnit.SECONDS)).isTrue();
                var failure = Ask.of("q").hear(expert).failure();
                assertThat(failure.kind()).isEqualTo(Kind.UNAVAILABLE);
                assertThat(failure.message()).startsWith("the model is downloading, ");
                assertThat(provider.standings().getFirst().state()).startsWith("downloading, ");
                go.countDown();
                assertThat(answerOnceDownloaded(expert).reply()).isInstanceOf(Reply.Answer.class);
                assertThat(provider.standings())
                        .extracting(LocalStanding::name, LocalStanding::state)
                        .containsExactly(tuple("model.gguf", "loaded"));
            }
        }
        assertThat(provider.loaded()).isZero();
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Nobody is told when a download ends, as nobody who asks waits for it. */
    private static Ask.Heard answerOnceDownloaded(Expert expert) {
        var heard = Ask.of("q").hear(expert);
        while (heard.reply() instanceof Reply.Failure failure) {
            assertThat(failure.message()).doesNotContain("unavailable");
            Thread.onSpinWait();
            heard = Ask.of("q").hear(expert);
        }
        return heard;
    }

    @Test
    void open_modelByUrlOfWrongContent_staysUnavailableWithTheReason() throws Exception {
        try (var server = new FileServer(new byte[10])) {
            var config = LocalProvider.Config.of(ModelUrl.of(server.url(), "0".repeat(64)))
                    .config();
            try (var expert = provider.open(Ask.card("local/far", 256, 60), config)) {
                var message = "";
                while (!message.contains("unavailable")) {
                    message = Ask.of("q").hear(expert).failure().message();
                }
                assertThat(message)
                        .startsWith("the model is unavailable: SHA-256 is ")
                        .contains("expected 0000");
            }
        }
    }

    /** Every reply is the one that its model gives when it has all memory to itself. */
    @Test
    void ask_manyAtOnceOfFourModelsWithRoomForTwo_rightRepliesAndNothingStays() throws Exception {
        var experts = new ArrayList<Expert>();
        var expected = new ArrayList<String>();
        for (int seed = 1; seed <= 4; seed++) {
            experts.add(open(seed, Load.DEMAND));
            expected.add(Ask.of("q" + seed).atMost(12).hear(experts.getLast()).text());
        }
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var all = new ArrayList<Future<List<String>>>();
            for (int thread = 0; thread < 6; thread++) {
                var random = new SplittableRandom(thread);
                all.add(threads.submit(() -> ask(experts, expected, random)));
            }
            for (var each : all) {
                assertThat(each.get()).isEmpty();
            }
        }
        assertThat(provider.loaded()).isBetween(1, 2);
        experts.forEach(Expert::close);
        assertThat(provider.loaded()).isZero();
    }

    /** Returns what went wrong. */
    private static List<String> ask(List<Expert> experts, List<String> expected, SplittableRandom random) {
        var wrong = new ArrayList<String>();
        for (int i = 0; i < 25; i++) {
            int which = random.nextInt(experts.size());
            var ask = Ask.of("q" + (which + 1)).atMost(12);
            if (random.nextInt(10) == 0) {
                var cancellation = new Cancellation();
                cancellation.cancel();
                ask.cancelledBy(cancellation).hear(experts.get(which));
                continue;
            }
            var heard = ask.hear(experts.get(which));
            if (!(heard.reply() instanceof Reply.Answer) || !heard.text().equals(expected.get(which))) {
                wrong.add(heard.toString());
            }
        }
        return wrong;
    }
}
