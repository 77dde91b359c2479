package dev.signalbox.moe.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.signalbox.moe.fetch.Progress.State;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(20)
final class DownloadsTest {

    private static final int LENGTH = 300_000;
    private static final Downloads.Terms AT_ONCE = new Downloads.Terms(3, Duration.ZERO, Duration.ZERO);

    @TempDir
    Path folder;

    private final byte[] content = new byte[LENGTH];
    private FileServer server;
    private Downloads downloads;

    @BeforeEach
    void start() throws IOException {
        new SplittableRandom(5).nextBytes(content);
        server = new FileServer(content);
        downloads = new Downloads(folder, new JdkWeb(), AT_ONCE);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private static String sha256(byte[] bytes) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }

    private ModelUrl model() throws Exception {
        return ModelUrl.of(server.url(), sha256(content));
    }

    private Path fetch() throws Exception {
        try (var download = downloads.start(model())) {
            return download.done().get(10, TimeUnit.SECONDS);
        }
    }

    private void assertFails(String message) throws Exception {
        try (var download = downloads.start(model())) {
            assertThatThrownBy(() -> download.done().get(10, TimeUnit.SECONDS)).hasMessageContaining(message);
            assertThat(download.progress().state()).isEqualTo(State.FAILED);
            assertThat(download.progress().text()).contains(message);
            assertThat(download.file()).isEmpty();
        }
        assertThat(downloads.file(model())).doesNotExist();
    }

    private List<String> left() throws Exception {
        try (var files = Files.list(folder.resolve(sha256(content)))) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> !name.endsWith(".lock"))
                    .sorted()
                    .toList();
        }
    }

    /** As an earlier try left it. */
    private void came(byte[] part) throws Exception {
        var own = Files.createDirectories(folder.resolve(sha256(content)));
        Files.write(own.resolve("model.gguf.part"), part);
    }

    /** After one try that broke: what a connection has lost at its end was not received. */
    private void assertGoesOn(int sent, String... then) {
        var ranges = server.ranges();
        assertThat(ranges).hasSize(2 + then.length).startsWith("").endsWith(then);
        assertThat(Integer.parseInt(ranges.get(1).replaceAll("bytes=([0-9]+)-", "$1")))
                .isBetween(1, sent);
    }

    @Test
    void start_goodServer_fileIsInPlaceAndNothingElse() throws Exception {
        assertThat(fetch())
                .hasBinaryContent(content)
                .isEqualTo(folder.resolve(sha256(content)).resolve("model.gguf"));
        assertThat(left()).containsExactly("model.gguf", "model.gguf.verified");
    }

    @Test
    void start_fileIsHere_asksNobody() throws Exception {
        fetch();
        fetch();
        assertThat(server.ranges()).hasSize(1);
    }

    @Test
    void start_sameContentByAnotherName_isNotFetchedAgain() throws Exception {
        var file = fetch();
        var elsewhere = ModelUrl.of(server.url().replace("/model", "/again/mix-q8"), sha256(content));
        try (var download = downloads.start(elsewhere)) {
            assertThat(download.done().get(10, TimeUnit.SECONDS)).isEqualTo(file);
        }
        assertThat(server.ranges()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({
        "https://host/a/mix-q8.gguf, mix-q8.gguf",
        "https://host/a/mix?download=true, mix.gguf",
        "https://host/a/, model.gguf",
        "https://host, model.gguf",
        "https://host/a/.., model.gguf",
        "https://host/a%2F..%2F.profile, model.gguf",
        "https://host/a/.gguf, model.gguf",
        "https://host/a/b%00.gguf, model.gguf",
        "https://host/a/b%5C..%5Cc.gguf, model.gguf"
    })
    void name_anyUrl_isAFileNameAndNoPath(String url, String name) {
        assertThat(ModelUrl.of(url, "0".repeat(64)).name()).isEqualTo(name);
    }

    @Test
    void start_bodyBreaksTwice_goesOnWhereItBroke() throws Exception {
        server.next(server.breakingAfter(100_000));
        assertThat(fetch()).hasBinaryContent(content);
        assertGoesOn(100_000);
    }

    @Test
    void start_fileChangedBetweenTries_beginsAnew() throws Exception {
        server.next(exchange -> {
            server.etag("\"old\"");
            server.breakingAfter(50_000).to(exchange);
            server.etag("\"one\"");
        });
        assertThat(fetch()).hasBinaryContent(content);
        assertGoesOn(50_000);
    }

    @Test
    void start_serverIgnoresRange_beginsAnew() throws Exception {
        server.next(server.breakingAfter(100_000)).next(server.sending(content));
        assertThat(fetch()).hasBinaryContent(content);
        assertGoesOn(100_000);
    }

    @Test
    void start_serverSendsAnotherPart_beginsAnew() throws Exception {
        server.next(server.breakingAfter(100_000)).next(exchange -> {
            exchange.getResponseHeaders().set("Content-Range", "bytes 7-299999/300000");
            exchange.sendResponseHeaders(206, 10);
            exchange.getResponseBody().write(new byte[10]);
        });
        assertThat(fetch()).hasBinaryContent(content);
        assertGoesOn(100_000, "");
    }

    @Test
    void start_allCameButTheEndWasNotSeen_rangeBeyondTheEndIsTheEnd() throws Exception {
        came(content);
        assertThat(fetch()).hasBinaryContent(content);
        assertThat(server.ranges()).containsExactly("bytes=300000-");
    }

    @Test
    void start_wrongContent_refusedAndRemoved() throws Exception {
        server.next(server.sending(new byte[LENGTH]));
        assertFails("expected " + sha256(content) + "; what came is removed");
        assertThat(left()).isEmpty();
    }

    @Test
    void start_partsThatDoNotFit_fetchedOnceMoreAsAWhole() throws Exception {
        came(new byte[1000]);
        assertThat(fetch()).hasBinaryContent(content);
        assertThat(server.ranges()).containsExactly("bytes=1000-", "");
    }

    @Test
    void start_alwaysCutShort_saysHowMuchCame() throws Exception {
        for (int i = 0; i < 5; i++) {
            server.next(exchange -> {
                exchange.getResponseHeaders().set("Content-Range", "bytes 0-299999/300000");
                exchange.sendResponseHeaders(206, -1);
            });
        }
        assertFails("cut short: 0 of 300000 bytes came");
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 403, 404, 410})
    void start_serverRefuses_failsAtOnce(int status) throws Exception {
        server.next(FileServer.status(status));
        assertFails("127.0.0.1 answered " + status);
        assertThat(server.ranges()).hasSize(1);
    }

    @Test
    void start_addressThatWasWrong_isCorrectedByTheNext() throws Exception {
        server.next(FileServer.status(404));
        try (var failed = downloads.start(model())) {
            assertThatThrownBy(() -> failed.done().get(10, TimeUnit.SECONDS)).hasMessageContaining("404");
            assertThat(fetch()).hasBinaryContent(content);
        }
    }

    @Test
    void start_serverBusy_triesAgain() throws Exception {
        server.next(FileServer.status(503)).next(FileServer.status(429));
        assertThat(fetch()).hasBinaryContent(content);
    }

    @Test
    void start_serverBusyForEver_givesUpAfterItsTries() throws Exception {
        for (int i = 0; i < 9; i++) {
            server.next(FileServer.status(500));
        }
        assertFails("127.0.0.1 answered 500");
        assertThat(server.ranges()).hasSize(3);
    }

    @Test
    void start_redirectToTheSameOrigin_isFollowed() throws Exception {
        server.next(FileServer.status(302, "Location", "/elsewhere"));
        assertThat(fetch()).hasBinaryContent(content);
    }

    @ParameterizedTest
    @CsvSource({
        "http://127.0.0.1:1/x, refused: http://127.0.0.1:1/x",
        "http://169.254.169.254/x, refused: http://169.254.169.254/x",
        "file:///etc/passwd, redirects to file",
        "http://user:secret@host/x, a host without a user",
        "'::', redirects to what is no URL"
    })
    void start_redirectElsewhere_isRefused(String location, String message) throws Exception {
        server.next(FileServer.status(302, "Location", location));
        assertFails(message);
    }

    @Test
    void start_redirectsForEver_isRefused() throws Exception {
        for (int i = 0; i < 9; i++) {
            server.next(FileServer.status(307, "Location", "/again"));
        }
        assertFails("more than 5 redirects");
    }

    @Test
    void start_diskFull_saysWhatIsNeeded() throws Exception {
        downloads = new Downloads(folder, new JdkWeb(), AT_ONCE, () -> 64L << 20);
        assertFails("the disk is full: 0 MiB more are needed and 64 MiB to spare, 64 MiB are free");
    }

    @Test
    void start_severalAtOnce_shareOneDownload() throws Exception {
        var go = new CountDownLatch(1);
        server.next(exchange -> {
            await(go);
            server.serve(exchange);
        });
        var all = new ArrayList<Download>();
        for (int i = 0; i < 5; i++) {
            all.add(downloads.start(model()));
        }
        go.countDown();
        for (var each : all) {
            assertThat(each.done().get(10, TimeUnit.SECONDS)).hasBinaryContent(content);
            each.close();
        }
        assertThat(server.ranges()).hasSize(1);
    }

    private static void await(CountDownLatch latch) throws IOException {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    @Test
    void close_lastHolder_stopsAndWhatCameStays() throws Exception {
        var begun = new CountDownLatch(1);
        var go = new CountDownLatch(1);
        server.next(exchange -> {
            exchange.sendResponseHeaders(200, LENGTH);
            exchange.getResponseBody().write(content, 0, 70_000);
            exchange.getResponseBody().flush();
            begun.countDown();
            await(go);
        });
        var download = downloads.start(model());
        assertThat(begun.await(10, TimeUnit.SECONDS)).isTrue();
        download.close();
        assertThatThrownBy(() -> download.done().get(10, TimeUnit.SECONDS)).hasMessageContaining("stopped");
        go.countDown();
        assertThat(fetch()).hasBinaryContent(content);
    }

    @Test
    void start_fileTouchedSince_isReadAgainAndReplaced() throws Exception {
        var file = fetch();
        Files.write(file, new byte[] {1, 2, 3});
        assertThat(fetch()).hasBinaryContent(content);
        assertThat(server.ranges()).hasSize(2);
    }

    @Test
    void start_anotherProcessFetchesIt_waitsForIts() throws Exception {
        var file = downloads.file(model());
        Files.createDirectories(file.resolveSibling(""));
        var lock = file.resolveSibling("model.gguf.lock");
        try (var channel = FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            channel.lock();
            try (var download = downloads.start(model())) {
                var part = new PartFile(file);
                try (var out = part.append()) {
                    out.write(java.nio.ByteBuffer.wrap(content));
                }
                part.finish();
                assertThat(download.done().get(10, TimeUnit.SECONDS)).hasBinaryContent(content);
            }
        }
        assertThat(server.ranges()).isEmpty();
    }

    @Test
    void progress_text_isForPeople() {
        assertThat(new Progress(State.DOWNLOADING, 43, 100, "").text()).isEqualTo("downloading, 43%");
        assertThat(new Progress(State.DOWNLOADING, 3 << 19, -1, "").text()).isEqualTo("downloading, 1.5 MiB so far");
        assertThat(new Progress(State.WAITING, 1, 4, "x answered 503").text())
                .isEqualTo("downloading, 25%; waits to try again: x answered 503");
    }

    @ParameterizedTest
    @CsvSource({
        "ftp://host/x, a, 'sha256: \"a\", expected 64'",
        "ftp://host/x, '', 'url: expected http'",
        "http:///x, '', 'url: expected http'",
        "http://user:pw@host/x, '', 'url: expected no user'",
        "'http://a b', '', 'url: Illegal character'"
    })
    void modelUrl_wrong_namesTheKeyAndNoSecret(String url, String sha256, String message) {
        var digits = sha256.isEmpty() ? "0".repeat(64) : sha256;
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ModelUrl.of(url, digits))
                .withMessageStartingWith(message)
                .withMessageNotContaining("pw");
    }
}
