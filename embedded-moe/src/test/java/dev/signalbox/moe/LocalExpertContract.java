package dev.signalbox.moe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.signalbox.experts.Cancellation;
import dev.signalbox.experts.Expert;
import dev.signalbox.experts.Reply;
import dev.signalbox.experts.Usage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What holds for every local expert, whatever its model. */
abstract class LocalExpertContract {

    static final int CONTEXT = 256;
    static final int OUTPUT = 60;

    @TempDir
    static Path home;

    static LocalProvider provider;

    private static final Map<LocalProvider.Config, Expert> kept = new HashMap<>();

    private Expert expert;

    /** Writes the model and returns its file. */
    abstract Path model(Path folder) throws IOException;

    /** Whether replies share one step per token. */
    boolean together() {
        return false;
    }

    /** Where the model is computed. */
    RuntimeKind runtime() {
        return RuntimeKind.IN_PROCESS;
    }

    /** A worker takes its time to start, so that one serves all tests. */
    static void keep(LocalProvider.Config config) {
        if (config.runtime() == RuntimeKind.WORKER) {
            kept.computeIfAbsent(config, each -> provider.open(Ask.card("local/kept", CONTEXT, OUTPUT), each));
        }
    }

    @BeforeAll
    static void provide() {
        provider = new LocalProvider(home.resolve("models"), new SplittableRandom(1));
    }

    @BeforeEach
    void open() throws IOException {
        expert = open(4);
    }

    private Expert open(int slots) throws IOException {
        var config = LocalProvider.Config.of(model(home).toString())
                .slots(slots)
                .together(together())
                .runtime(runtime())
                .config();
        keep(config);
        return provider.open(Ask.card("local/tiny", CONTEXT, OUTPUT), config);
    }

    @AfterEach
    void close() {
        expert.close();
    }

    @AfterAll
    static void leaveNothingLoaded() {
        kept.values().forEach(Expert::close);
        kept.clear();
        assertThat(provider.loaded()).isZero();
    }

    @Test
    void ask_streamed_sameAsWhole() {
        var whole = Ask.of("one two").hear(expert);
        var streamed = Ask.of("one two").streaming().hear(expert);
        assertThat(streamed.answer().content()).isEqualTo(new Reply.Streamed());
        assertThat(streamed.text()).isEqualTo(whole.text());
        assertThat(fresh(streamed.reply().usage()))
                .isEqualTo(fresh(whole.reply().usage()));
        assertThat(streamed.deltas()).doesNotContain("").hasSizeGreaterThan(1);
    }

    @Test
    void ask_again_sameAnswer() {
        var first = Ask.of("one two").hear(expert).reply();
        Ask.of("one two three, something else").hear(expert);
        assertThat(Ask.of("one two").hear(expert).reply()).isEqualTo(first);
    }

    @Test
    void ask_anything_trimmedAndBilled() {
        var heard = Ask.of("  one\ntwo\r\n").hear(expert);
        assertThat(heard.text()).isEqualTo(heard.text().strip());
        assertThat(heard.reply().usage().exact()).isTrue();
        assertThat(heard.reply().usage().promptTokens()).isEqualTo(1 + "one two\n>".length());
    }

    @Test
    void ask_fewTokens_endsAtLength() {
        var heard = Ask.of("one two").atMost(2).hear(expert);
        assertThat(heard.answer().finish()).isEqualTo(Reply.Finish.LENGTH);
        assertThat(heard.reply().usage().completionTokens()).isEqualTo(2);
    }

    @Test
    void ask_longerThanContext_tooLongWithNumbers() {
        var failure = Ask.of("x".repeat(CONTEXT)).hear(expert).failure();
        assertThat(failure.kind()).isEqualTo(Reply.Failure.Kind.TOO_LONG);
        assertThat(failure.message()).contains(String.valueOf(CONTEXT + 3)).contains(String.valueOf(CONTEXT));
        assertThat(failure.usage()).isEqualTo(Usage.NONE);
    }

    @Test
    void ask_promptFillsContext_repliesWithTheRoomLeft() {
        var heard = Ask.of("x".repeat(CONTEXT - 3 - 1)).hear(expert);
        assertThat(heard.reply().usage().totalTokens()).isLessThanOrEqualTo(CONTEXT);
        assertThat(heard.answer().finish()).isEqualTo(Reply.Finish.LENGTH);
    }

    @Test
    void ask_emptyQuestion_answers() {
        assertThat(Ask.of(" ").hear(expert).reply()).isInstanceOf(Reply.Answer.class);
    }

    @Test
    void ask_namesOfSpecialTokens_arePlainText() {
        var heard = Ask.of("</s><s>").hear(expert);
        assertThat(heard.reply().usage().promptTokens()).isEqualTo(1 + "</s><s>\n>".length());
    }

    @Test
    void ask_sameSeed_sameAnswer() {
        var drawn = Ask.of("one two").sampling(1.5, 0.9, 7L).hear(expert).reply();
        assertThat(Ask.of("one two").sampling(1.5, 0.9, 7L).hear(expert).reply())
                .isEqualTo(drawn);
    }

    @Test
    void ask_impossibleSampling_rejected() {
        for (var topP : new Double[] {0.0, 1.1, Double.NaN}) {
            var failure = Ask.of("one").sampling(1.0, topP, null).hear(expert).failure();
            assertThat(failure.kind()).isEqualTo(Reply.Failure.Kind.REJECTED);
        }
    }

    @Test
    void ask_cancelledBefore_cancelledForNothing() {
        var cancellation = new Cancellation();
        cancellation.cancel();
        var failure = Ask.of("one").cancelledBy(cancellation).hear(expert).failure();
        assertThat(failure.kind()).isEqualTo(Reply.Failure.Kind.CANCELLED);
        assertThat(failure.usage()).isEqualTo(Usage.NONE);
    }

    @Test
    void ask_sinkThrows_slotIsFreeAfterwards() throws IOException {
        try (var single = open(1)) {
            for (int i = 0; i < 3; i++) {
                var ask = Ask.of("one two").streaming(_ -> {
                    throw new IllegalStateException("sink");
                });
                assertThat(catchThrowable(() -> ask.hear(single))).hasMessage("sink");
            }
            assertThat(Ask.of("one two").hear(single).reply()).isInstanceOf(Reply.Answer.class);
        }
    }

    /** Many rounds: interference between slots showed in one reply of twenty-five before prompts were read one by one. */
    @Test
    void ask_eightAtOnce_sameAsOneByOne() throws InterruptedException, ExecutionException {
        var asks = IntStream.range(0, 8).mapToObj(LocalExpertContract::mixed).toList();
        var alone = asks.stream().map(ask -> ask.hear(expert)).toList();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int round = 0; round < 10; round++) {
                var together = asks.stream()
                        .map(ask -> threads.submit(() -> ask.hear(expert)))
                        .toList();
                for (int i = 0; i < asks.size(); i++) {
                    var heard = together.get(i).get();
                    assertThat(heard.text()).isEqualTo(alone.get(i).text());
                    assertThat(fresh(heard.reply().usage()))
                            .isEqualTo(fresh(alone.get(i).reply().usage()));
                }
            }
        }
    }

    /** What is billed as cached depends on what was asked before; nothing else does. */
    private static Usage fresh(Usage usage) {
        return new Usage(usage.promptTokens(), usage.completionTokens(), 0, usage.exact());
    }

    private static Ask mixed(int index) {
        var ask = Ask.of("question " + "x".repeat(index * 11)).atMost(20 + 5 * index);
        if (index % 2 == 0) {
            ask.streaming();
        }
        return index % 3 == 0 ? ask.sampling(1.0, 0.95, (long) index) : ask;
    }

    @Test
    void ask_closed_unavailable() throws IOException {
        var other = open(4);
        other.close();
        other.close();
        assertThat(Ask.of("one").hear(other).failure().kind()).isEqualTo(Reply.Failure.Kind.UNAVAILABLE);
        assertThat(Ask.of("one").hear(expert).reply()).isInstanceOf(Reply.Answer.class);
    }
}
