package dev.signalbox.moe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.signalbox.experts.Expert;
import dev.signalbox.experts.Logprob;
import dev.signalbox.experts.Reply;
import dev.signalbox.experts.Settings.Shaping;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the sampling options make of a model that goes a, b, a, b for ever, and of a random one. */
final class SamplingTest {

    private static final int A = TinyModel.token('a');
    private static final int B = TinyModel.token('b');

    @TempDir
    static Path home;

    private final LocalProvider provider = new LocalProvider(home.resolve("models"), new SplittableRandom(1));
    private Expert endless;
    private Expert random;

    @BeforeEach
    void open() throws IOException {
        var next = Map.of(TinyModel.token('>'), A, A, B, B, A);
        endless = open(TinyModel.scripted(home.resolve("endless.gguf"), next, 256));
        random = open(TinyModel.random(home.resolve("random.gguf"), 42, 256));
    }

    private Expert open(Path file) {
        return provider.open(
                Ask.card("local/s", 256, 60),
                LocalProvider.Config.of(file.toString()).slots(1).config());
    }

    @AfterEach
    void close() {
        endless.close();
        random.close();
    }

    private static Shaping shaping(
            Double presence, Double frequency, Double repeat, Integer topK, Double minP, Map<Integer, Double> bias) {
        return new Shaping(presence, frequency, repeat, topK, minP, bias);
    }

    private Ask shaped(Double temperature, Shaping shaping) {
        return Ask.of("q").atMost(8).shaping(temperature, shaping);
    }

    @Test
    void ask_logitBias_rulesTokensOutAndIn() {
        var only = shaping(null, null, null, null, null, Map.of(TinyModel.token('x'), 100.0));
        assertThat(shaped(null, only).hear(endless).text()).isEqualTo("xxxxxxxx");
        var never = shaping(null, null, null, null, null, Map.of(B, -100.0));
        assertThat(shaped(null, never).hear(endless).text()).startsWith("a").doesNotContain("b");
    }

    @Test
    void ask_biasOfAnUnknownToken_rejectedByNumber() {
        var none = shaping(null, null, null, null, null, Map.of(354, 1.0));
        var failure = shaped(null, none).hear(endless).failure();
        assertThat(failure.kind()).isEqualTo(Reply.Failure.Kind.REJECTED);
        assertThat(failure.message()).isEqualTo("logit_bias: token 354, expected 0 to 353, as this model has them");
    }

    @Test
    void ask_penalties_wearTokensOut() {
        assertThat(shaped(null, Shaping.NONE).hear(endless).text()).isEqualTo("abababab");
        for (var penalty : List.of(
                shaping(100.0, null, null, null, null, Map.of()), shaping(null, 100.0, null, null, null, Map.of()))) {
            var heard = shaped(null, penalty).hear(endless);
            assertThat(heard.text()).startsWith("ab").doesNotContain("aba");
        }
    }

    @Test
    void ask_strongRepeatPenalty_noTokenComesTwice() {
        // A printable character is a token as such and a token as a byte.
        var strong = shaping(null, null, 1e6, null, null, Map.of());
        var text = (Reply.Text) Ask.of("q")
                .atMost(60)
                .shaping(null, strong)
                .logprobs(0)
                .hear(random)
                .answer()
                .content();
        var bytes = text.logprobs().stream().map(each -> each.drawn().bytes()).toList();
        assertThat(bytes).hasSizeGreaterThan(30).allMatch(each -> java.util.Collections.frequency(bytes, each) <= 2);
    }

    @Test
    void ask_cuts_leaveTheLikeliest() {
        for (var cut :
                List.of(shaping(null, null, null, 1, null, Map.of()), shaping(null, null, null, null, 1.0, Map.of()))) {
            assertThat(shaped(2.0, cut).hear(random).text())
                    .isEqualTo(shaped(null, Shaping.NONE).hear(random).text());
        }
        var drawn = new HashSet<String>();
        for (long seed = 0; seed < 5; seed++) {
            drawn.add(
                    Ask.of("q").atMost(8).sampling(2.0, null, seed).hear(random).text());
        }
        assertThat(drawn).hasSize(5);
    }

    @Test
    void ask_impossibleShaping_rejectedByName() {
        var failure = shaped(null, shaping(null, null, 0.0, null, null, Map.of()))
                .hear(endless)
                .failure();
        assertThat(failure.kind()).isEqualTo(Reply.Failure.Kind.REJECTED);
        assertThat(failure.message()).isEqualTo("repeat_penalty: 0.0, expected above 0");
    }

    @Test
    void ask_logprobs_areOfTheTokensAndSumToOne() {
        var text = (Reply.Text)
                Ask.of("q").atMost(4).logprobs(354).hear(endless).answer().content();
        assertThat(text.logprobs()).extracting(each -> each.drawn().text()).containsExactly("a", "b", "a", "b");
        for (var each : text.logprobs()) {
            assertThat(each.likeliest().getFirst()).isEqualTo(each.drawn());
            assertThat(each.likeliest())
                    .extracting(Logprob.Chance::logprob)
                    .isSortedAccordingTo((x, y) -> Double.compare(y, x));
            double sum = each.likeliest().stream()
                    .mapToDouble(chance -> Math.exp(chance.logprob()))
                    .sum();
            assertThat(sum).isCloseTo(1, within(1e-6));
        }
        assertThat(text.logprobs().getFirst().drawn().bytes()).containsExactly((int) 'a');
    }

    @Test
    void ask_logprobsOfABiasedToken_areTheModelsOwn() {
        var bias = shaping(null, null, null, null, null, Map.of(TinyModel.token('x'), 100.0));
        var text = (Reply.Text)
                shaped(null, bias).logprobs(1).hear(endless).answer().content();
        var first = text.logprobs().getFirst();
        assertThat(first.drawn().text()).isEqualTo("x");
        assertThat(first.likeliest().getFirst().text()).isEqualTo("a");
        assertThat(first.drawn().logprob())
                .isLessThan(first.likeliest().getFirst().logprob());
    }

    @Test
    void ask_logprobsAndAStopString_tellNothingOfTheStop() {
        var text = (Reply.Text) Ask.of("q")
                .atMost(9)
                .stops("ba")
                .logprobs(0)
                .hear(endless)
                .answer()
                .content();
        assertThat(text.text()).isEqualTo("a");
        assertThat(text.logprobs()).extracting(each -> each.drawn().text()).containsExactly("a");
        assertThat(text.logprobs().getFirst().likeliest()).isEmpty();
    }
}
