package dev.signalbox.moe;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Offset.offset;

import dev.signalbox.experts.Expert;
import dev.signalbox.experts.Settings.Effort;
import dev.signalbox.moe.gate.GateTally;
import dev.signalbox.moe.gate.UseTable;
import dev.signalbox.yaml.Binder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A sparse model's choice of experts: that it is seen as it is, and changed for those alone who want it. */
final class GateWatchTest {

    private static final int CONTEXT = 512;
    private static final int LAYERS = 2;
    private static final int EXPERTS = 4;
    private static final int USED = 2;
    private static final String QUESTION = "what goes where, and who says so? ".repeat(5);

    @TempDir
    static Path home;

    private final LocalProvider provider = new LocalProvider(home.resolve("models"), new SplittableRandom(1));
    private Path model;

    @BeforeEach
    void write() throws IOException {
        model = TinyModel.random(home.resolve("gate.gguf"), 5, CONTEXT);
    }

    private Expert open(GateConfig gate, boolean together) {
        return open(LocalProvider.Config.of(model.toString())
                .slots(2)
                .together(together)
                .gate(gate)
                .config());
    }

    private Expert open(LocalProvider.Config config) {
        return provider.open(Ask.card("local/gate", CONTEXT, CONTEXT), config);
    }

    private GateTally tally() {
        return provider.gates().get("gate");
    }

    private static GateConfig steering(String name, Map<String, GateConfig.LayerSteering> layers) {
        return new GateConfig(1, GateConfig.ByEffort.ALIKE, Map.of(name, layers));
    }

    private static GateConfig.LayerSteering masking(Integer... experts) {
        return new GateConfig.LayerSteering(List.of(experts), List.of(), Map.of());
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void ask_watched_repliesAreThoseOfAnUnwatchedModel(boolean together) {
        try (var watched = open(GateConfig.watching(1), together);
                var plain = open(GateConfig.NONE, together)) {
            for (var question : List.of("one", "another", QUESTION)) {
                var expected = Ask.of(question).atMost(20).logprobs(3).hear(plain);
                var heard = Ask.of(question).atMost(20).logprobs(3).hear(watched);
                assertThat(heard.answer()).isEqualTo(expected.answer());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void figures_severalReplies_everyTokenIsCountedOnceInEachLayer(boolean together) throws Exception {
        long prompts = 0;
        long replies = 0;
        try (var expert = open(GateConfig.watching(1), together);
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var heard = IntStream.range(0, 6)
                    .mapToObj(i -> threads.submit(() -> Ask.of(i + QUESTION)
                            .atMost(10 + i)
                            .about(i % 2 == 0 ? "even" : "odd", "en")
                            .hear(expert)))
                    .toList();
            for (var each : heard) {
                var usage = each.get().reply().usage();
                prompts += usage.promptTokens() - usage.cachedTokens();
                // the last token drawn is never read
                replies += usage.completionTokens() - 1;
            }
        }
        var figures = tally().figures();
        assertThat(figures.promptTokens()).isEqualTo(prompts);
        assertThat(figures.replyTokens()).isEqualTo(replies);
        assertThat(figures.domains()).containsOnlyKeys("even", "odd");
        assertThat(figures.languages()).containsOnlyKeys("en");
        var all = tally().all();
        assertThat(all.tokens(0)).isEqualTo(prompts + replies);
        assertThat(all.tokens(LAYERS - 1)).as("of a prompt only its last token").isEqualTo(6 + replies);
        for (int layer = 0; layer < LAYERS; layer++) {
            assertThat(sum(all, layer)).isEqualTo(USED * all.tokens(layer));
            assertThat(Arrays.stream(all.mass(layer)).sum()).isCloseTo(all.tokens(layer), offset(1e-3));
            assertThat(figures.layers().get(layer).entropy()).isBetween(0.01, 0.99);
        }
    }

    private static long sum(UseTable table, int layer) {
        return Arrays.stream(table.uses(layer)).sum();
    }

    @Test
    void figures_rateOfAThird_aThirdOfRepliesIsWatched() {
        try (var expert = open(GateConfig.watching(1 / 3.0), false)) {
            for (int i = 0; i < 9; i++) {
                Ask.of("question " + i).atMost(6).hear(expert);
            }
        }
        assertThat(tally().figures().replyTokens()).isEqualTo(3 * 5);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void ask_maskedExpert_itGetsNoTokenAndTheReplyIsAnother(boolean together) {
        try (var expert = open(steering("without", Map.of("0", masking(2), "1", masking(0))), together);
                var plain = open(GateConfig.NONE, together)) {
            var heard = Ask.of(QUESTION).atMost(20).steering("without").hear(expert);
            assertThat(heard.text())
                    .isNotEqualTo(Ask.of(QUESTION).atMost(20).hear(plain).text());
            assertThat(tally().all().uses(0)[2]).isZero();
            assertThat(tally().all().uses(1)[0]).isZero();
            assertThat(Ask.of(QUESTION).atMost(20).hear(expert).text())
                    .as("a reply that is not steered, from the same model")
                    .isEqualTo(Ask.of(QUESTION).atMost(20).hear(plain).text());
            assertThat(tally().all().uses(0)[2]).isPositive();
        }
    }

    @Test
    void ask_onlyTwoExperts_allTokensHaveThem() {
        var only = new GateConfig.LayerSteering(List.of(), List.of(1, 3), Map.of());
        try (var expert = open(steering("pair", Map.of("0", only)), false)) {
            Ask.of(QUESTION).atMost(10).steering("pair").hear(expert);
            long tokens = tally().all().tokens(0);
            assertThat(tally().all().uses(0)).containsExactly(0, tokens, 0, tokens);
        }
    }

    @Test
    void ask_biasedExpert_itsShareRises() {
        double before;
        try (var expert = open(GateConfig.watching(1), false)) {
            Ask.of(QUESTION).atMost(10).hear(expert);
            before = tally().shares()[0][1];
        }
        var other = new LocalProvider(home.resolve("models"), new SplittableRandom(1));
        var bias = new GateConfig.LayerSteering(List.of(), List.of(), Map.of("1", 4.0));
        var config = LocalProvider.Config.of(model.toString())
                .gate(steering("more", Map.of("0", bias)))
                .config();
        try (var expert = other.open(Ask.card("local/gate", CONTEXT, CONTEXT), config)) {
            Ask.of(QUESTION).atMost(10).steering("more").hear(expert);
            assertThat(other.gates().get("gate").shares()[0][1]).isGreaterThan(before + 0.1);
        }
    }

    /** What was read under a steering is other than what the same tokens are without it. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void ask_samePromptSteeredAndNot_neitherTakesTheOthersBeginning(boolean together) {
        var config = LocalProvider.Config.of(model.toString())
                .slots(1)
                .together(together)
                .gate(steering("without", Map.of("0", masking(2))))
                .config();
        try (var expert = open(config)) {
            var plain = Ask.of(QUESTION).atMost(8).logprobs(2).hear(expert);
            var steered =
                    Ask.of(QUESTION).atMost(8).logprobs(2).steering("without").hear(expert);
            assertThat(steered.reply().usage().cachedTokens()).isZero();
            var again =
                    Ask.of(QUESTION).atMost(8).logprobs(2).steering("without").hear(expert);
            assertThat(again.reply().usage().cachedTokens()).isEqualTo(2L * Placement.DEFAULT_CHUNK);
            assertThat(again.answer().content()).isEqualTo(steered.answer().content());
            var back = Ask.of(QUESTION).atMost(8).logprobs(2).hear(expert);
            assertThat(back.reply().usage().cachedTokens()).isZero();
            assertThat(back.answer().content()).isEqualTo(plain.answer().content());
        }
    }

    @Test
    void ask_unknownSteering_isRejectedByName() {
        try (var expert = open(steering("without", Map.of("0", masking(2))), false);
                var plain = open(GateConfig.NONE, false)) {
            assertThat(Ask.of("x").steering("with").hear(expert).failure().message())
                    .isEqualTo("steering: \"with\", expected one of without");
            assertThat(Ask.of("x").steering("with").hear(plain).failure().message())
                    .isEqualTo("steering: \"with\", expected none, as this expert has no steerings");
        }
    }

    @Test
    void open_wrongSteerings_namedWithWhatIsExpected() {
        assertThatThrownBy(() -> open(steering("few", Map.of("0", masking(0, 1, 2))), false))
                .hasMessage(
                        "steering few, layer 0: 1 of 4 experts are left, expected at least the 2 that each token has");
        assertThatThrownBy(() -> open(steering("deep", Map.of("2", masking(0))), false))
                .hasMessageContaining("layer 2, expected 0 to 1");
        assertThatThrownBy(() -> open(steering("odd", Map.of("first", masking(0))), false))
                .hasMessageContaining("layer \"first\", expected its number");
        assertThatThrownBy(() -> open(steering("far", Map.of("0", masking(4))), false))
                .hasMessageContaining("mask names expert 4, expected 0 to 3");
        assertThatThrownBy(() -> GateConfig.watching(1.5)).hasMessage("telemetry: 1.5, expected 0 to 1");
    }

    @Test
    void ask_effortWithExpertsOfItsOwn_tokensHaveSoMany() {
        var byEffort = new GateConfig(1, new GateConfig.ByEffort(1, null, 4), Map.of());
        try (var expert = open(byEffort, false)) {
            Ask.of("x").atMost(5).effort(Effort.LOW).hear(expert);
            assertThat(sum(tally().all(), 0)).isEqualTo(tally().all().tokens(0));
            var low = tally().all();
            Ask.of("x").atMost(5).effort(Effort.HIGH).hear(expert);
            var high = tally().all().plus(low, -1);
            assertThat(sum(high, 0)).isEqualTo(4 * high.tokens(0));
            Ask.of("x").atMost(5).effort(Effort.MEDIUM).hear(expert);
            var medium = tally().all().plus(high, -1).plus(low, -1);
            assertThat(sum(medium, 0)).isEqualTo(2 * medium.tokens(0));
        }
    }

    @Test
    void config_asInARosterFile_isRead() {
        var yaml = """
                model: generalist
                gate:
                  telemetry: 0.25
                  active-experts: {low: 1, high: 4}
                  steerings:
                    german:
                      "1": {mask: [2], bias: {"0": 1.5}}
                """;
        var config = Binder.bind("roster.yaml", yaml.getBytes(UTF_8), LocalProvider.Config.class);
        var bias = new GateConfig.LayerSteering(List.of(2), List.of(), Map.of("0", 1.5));
        assertThat(config.gate())
                .isEqualTo(
                        new GateConfig(0.25, new GateConfig.ByEffort(1, null, 4), Map.of("german", Map.of("1", bias))));
        var plain = Binder.bind("roster.yaml", "model: generalist".getBytes(UTF_8), LocalProvider.Config.class);
        assertThat(plain.gate()).isEqualTo(GateConfig.NONE);
    }

    @Test
    void open_moreExpertsThanThereAre_isRefused() {
        assertThatThrownBy(() -> open(new GateConfig(0, new GateConfig.ByEffort(1, 2, 5), Map.of()), false))
                .hasMessageContaining("active-experts: 5, expected 1 to 4");
    }
}
