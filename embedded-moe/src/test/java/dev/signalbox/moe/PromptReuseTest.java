package dev.signalbox.moe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.experts.Expert;
import dev.signalbox.moe.llama.Offload;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Executors;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is reused of earlier prompts: that it changes no reply, and that it is said. */
final class PromptReuseTest {

    private static final int CONTEXT = 512;
    private static final int ROUNDS = 12;

    @TempDir
    static Path home;

    private final RandomGenerator random = new SplittableRandom(11);
    private final LocalProvider provider = new LocalProvider(home.resolve("models"), new SplittableRandom(1));
    private Path model;

    private static final int CHUNK = Placement.DEFAULT_CHUNK;

    @BeforeEach
    void write() throws IOException {
        model = TinyModel.random(home.resolve("reuse.gguf"), 5, CONTEXT);
    }

    /** With a runtime of its own unless another expert has the same {@code slots} open. */
    private Expert open(int slots, boolean together) {
        return open(slots, together, CHUNK);
    }

    private Expert open(int slots, boolean together, int chunk) {
        var config = LocalProvider.Config.of(model.toString())
                .slots(slots)
                .together(together)
                .placement(new Placement(null, Offload.Split.LAYER, List.of(), 0, List.of(), null, null, chunk))
                .config();
        return provider.open(Ask.card("local/reuse", CONTEXT, CONTEXT), config);
    }

    /** The same to the last bit of every logarithm. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void ask_promptsThatShareBeginnings_sameAsFreshEachTime(boolean together) {
        int reused = 0;
        try (var expert = open(2, together)) {
            var prompt = text(300);
            for (int round = 0; round < ROUNDS; round++) {
                int kept = random.nextInt(prompt.length());
                prompt = prompt.substring(0, kept) + text(random.nextInt(1, CONTEXT - 20 - kept));
                var heard = Ask.of(prompt).atMost(12).logprobs(3).hear(expert);
                reused += heard.reply().usage().cachedTokens() > 0 ? 1 : 0;
                try (var fresh = open(3, together)) {
                    var expected = Ask.of(prompt).atMost(12).logprobs(3).hear(fresh);
                    assertThat(heard.answer().content())
                            .isEqualTo(expected.answer().content());
                    assertThat(expected.reply().usage().cachedTokens()).isZero();
                }
            }
        }
        assertThat(reused).isBetween(ROUNDS / 3, ROUNDS);
    }

    /** Neither white space at an end nor a line break, which are not read as they stand. */
    private String text(int length) {
        var text = new StringBuilder();
        random.ints(length, '!', '~').forEach(each -> text.append((char) each));
        return text.toString();
    }

    @ParameterizedTest
    @ValueSource(ints = {16, CHUNK, 200})
    void ask_sameAgain_wholeChunksAreCachedExceptForTheLastToken(int chunk) {
        try (var expert = open(1, false, chunk)) {
            var exact = text(2 * chunk - 3);
            for (long cached : new long[] {0, chunk, chunk}) {
                var usage = Ask.of(exact).atMost(3).hear(expert).reply().usage();
                assertThat(usage.promptTokens()).isEqualTo(2L * chunk);
                assertThat(usage.cachedTokens()).isEqualTo(cached);
            }
            var longer = Ask.of(exact + "and on").atMost(3).hear(expert).reply().usage();
            assertThat(longer.cachedTokens()).isEqualTo(chunk);
        }
    }

    /** The second lane opens when two ask at once, some time later; from then on each prompt has a lane. */
    @Test
    void ask_severalLanesIdle_theOneThatKnowsThePromptTakesIt() throws Exception {
        try (var expert = open(2, false);
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var prompts = List.of(text(400), text(400));
            var both = prompts.stream()
                    .map(prompt ->
                            threads.submit(() -> Ask.of(prompt).atMost(90).hear(expert)))
                    .toList();
            for (var each : both) {
                each.get();
            }
            int inARow = 0;
            for (int i = 0; i < 200 && inARow < 6; i++) {
                var usage = Ask.of(prompts.get(i % 2))
                        .atMost(1)
                        .hear(expert)
                        .reply()
                        .usage();
                inARow = usage.cachedTokens() >= 384 ? inARow + 1 : 0;
            }
            assertThat(inARow).isEqualTo(6);
        }
    }
}
