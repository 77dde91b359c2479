package dev.signalbox.moe;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.signalbox.experts.Expert;
import dev.signalbox.experts.Reply;
import dev.signalbox.yaml.Binder;
import dev.signalbox.yaml.ConfigException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class LocalProviderTest {

    @TempDir
    static Path home;

    private final LocalProvider provider = new LocalProvider(home.resolve("models"), new SplittableRandom(1));
    private Path model;

    @BeforeEach
    void write() throws IOException {
        model = TinyModel.random(home.resolve("random.gguf"), 1, 256);
    }

    private Expert open(String name, int slots) {
        return provider.open(
                Ask.card("local/x", 256, 60),
                LocalProvider.Config.of(name).slots(slots).config());
    }

    @Test
    void open_sameModelTwice_loadsItOnceUntilTheLastCloses() {
        var one = open(model.toString(), 2);
        var two = open(model.toString(), 2);
        assertThat(provider.loaded()).isEqualTo(1);
        one.close();
        one.close();
        assertThat(Ask.of("q").hear(two).reply()).isInstanceOf(Reply.Answer.class);
        two.close();
        assertThat(provider.loaded()).isZero();
    }

    @Test
    void open_afterTheLastClosed_loadsAgain() {
        open(model.toString(), 2).close();
        try (var again = open(model.toString(), 2)) {
            assertThat(Ask.of("q").hear(again).reply()).isInstanceOf(Reply.Answer.class);
        }
    }

    @Test
    void open_unknownName_namesWhatThereIs() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> open("summs", 1))
                .withMessageContaining("model: \"summs\", expected one of " + BundledModels.names());
    }

    @Test
    void open_missingFile_namesIt() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> open(home + "/none.gguf", 1))
                .withMessage("model: no file " + home + "/none.gguf");
    }

    @Test
    void open_corruptFile_namesItAndTheProblem() throws IOException {
        var corrupt = Files.write(home.resolve("corrupt.gguf"), new byte[100]);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> open(corrupt.toString(), 1))
                .withMessage("model: " + corrupt + ": does not begin with GGUF, expected a GGUF model");
    }

    @Test
    void open_tensorMissing_saysWhatLlamaSaid() throws IOException {
        var bytes = Files.readAllBytes(model);
        var text =
                new String(bytes, java.nio.charset.StandardCharsets.ISO_8859_1).replace("blk.1.attn_q", "blk.1.attn_z");
        var broken = Files.writeString(home.resolve("broken.gguf"), text, java.nio.charset.StandardCharsets.ISO_8859_1);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> open(broken.toString(), 1))
                .withMessageContaining("broken.gguf: llama.cpp cannot load this model: ")
                .withMessageContaining("blk.1.attn_q");
    }

    @Test
    void open_largerContextThanTrained_namesBoth() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> provider.open(
                        Ask.card("local/x", 257, 60),
                        LocalProvider.Config.of(model.toString()).slots(1).config()))
                .withMessageStartingWith("limits.context: 257, expected at most 256");
    }

    @Test
    void config_wrongValues_nameTheKey() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> LocalProvider.Config.of(" ").slots(1).config())
                .withMessageStartingWith("model: blank");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> LocalProvider.Config.of("m").slots(0).config())
                .withMessage("slots: 0, expected 1 to 256");
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> LocalProvider.Config.of("m").slots(1).threads(257).config())
                .withMessage("threads: 257, expected 1 to 256");
    }

    @Test
    void open_activeExperts_changesReplyAndAsTrainedDoesNot() {
        var texts = new ArrayList<String>();
        for (Integer active : new Integer[] {null, 2, 1, 4}) {
            var config = LocalProvider.Config.of(model.toString())
                    .activeExperts(active)
                    .config();
            try (var expert = provider.open(Ask.card("local/x", 256, 60), config)) {
                texts.add(Ask.of("q").hear(expert).text());
            }
        }
        assertThat(texts.get(0)).isEqualTo(texts.get(1));
        assertThat(texts.subList(1, 4)).doesNotHaveDuplicates();
    }

    @Test
    void open_moreActiveExpertsThanThereAre_namesBoth() {
        var config = LocalProvider.Config.of(model.toString()).activeExperts(5).config();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> provider.open(Ask.card("local/x", 256, 60), config))
                .withMessage("active-experts: 5, expected 1 to 4, as model " + model + " has them");
    }

    static Iterable<String> bundled() {
        return BundledModels.names();
    }

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("bundled")
    void open_bundledModel_extractsAndAnswers(String name) throws IOException {
        var card = Ask.card("local/" + name, 256, 30);
        try (var expert =
                provider.open(card, LocalProvider.Config.of(name).slots(1).config())) {
            var whole = Ask.of("What is 2 + 2?").hear(expert);
            assertThat(whole.reply()).isInstanceOf(Reply.Answer.class);
            assertThat(Ask.of("What is 2 + 2?").streaming().hear(expert).text()).isEqualTo(whole.text());
        }
        var file = home.resolve("models").resolve(name + ".gguf");
        Files.write(file, new byte[10]);
        provider.open(card, LocalProvider.Config.of(name).slots(1).config()).close();
        assertThat(Files.size(file)).isGreaterThan(1000);
    }

    @Test
    void config_adaptersInARoster_areReadWithTheirScales() {
        var yaml = "{model: generalist, adapters: [{file: generalist-letters}, {file: x.gguf, scale: -0.5}]}";
        var config = Binder.bind("roster.yaml", yaml.getBytes(UTF_8), LocalProvider.Config.class);
        assertThat(config.adapters())
                .containsExactly(new AdapterConfig("generalist-letters", 1), new AdapterConfig("x.gguf", -0.5));
        assertThat(provider.family(config)).isEqualTo("local generalist");
        for (var wrong : List.of("{file: ' '}", "{file: a, scale: 101}", "{scale: 1}", "{file: a, size: 1}")) {
            var bad = "{model: generalist, adapters: [" + wrong + "]}";
            assertThatExceptionOfType(ConfigException.class)
                    .isThrownBy(() -> Binder.bind("roster.yaml", bad.getBytes(UTF_8), LocalProvider.Config.class))
                    .withMessageContaining("adapters[0]");
        }
    }

    /** What is shipped fits the model that it is for. */
    @Test
    void open_bundledAdapters_answer() {
        for (var name : Bundle.ADAPTERS.names()) {
            var config = LocalProvider.Config.of("generalist").adapter(name, 1).config();
            try (var expert = provider.open(Ask.card("local/adapted", 512, 400), config)) {
                assertThat(Ask.of("What is 2 + 2?").hear(expert).text()).isNotBlank();
            }
        }
        assertThat(Bundle.ADAPTERS.names()).contains("generalist-letters");
    }
}
