package dev.signalbox.moe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.experts.Expert;
import dev.signalbox.experts.Reply;
import dev.signalbox.experts.Settings.Effort;
import dev.signalbox.experts.Usage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A model whose replies are known to the letter. */
class ScriptedModelTest extends LocalExpertContract {

    private static final String WORKING = "47+8:\ncaf\u00e9 5\u20ac";
    private static final String ANSWER = "12";

    private Expert scripted;

    @Override
    Path model(Path folder) throws IOException {
        var next = new HashMap<>(TinyModel.script('>', WORKING + "\t"));
        next.putAll(TinyModel.script('=', ANSWER));
        return TinyModel.scripted(folder.resolve("scripted.gguf"), next, CONTEXT);
    }

    @BeforeEach
    void openScripted() throws IOException {
        scripted = open(null);
    }

    private Expert open(Effort preset) throws IOException {
        var config = LocalProvider.Config.of(model(home).toString())
                .effort(preset)
                .slots(2)
                .together(together())
                .runtime(runtime())
                .config();
        keep(config);
        return provider.open(Ask.card("local/scripted", CONTEXT, OUTPUT), config);
    }

    @AfterEach
    void closeScripted() {
        scripted.close();
    }

    @Test
    void ask_whole_saysTheScriptAndCountsItsEnd() {
        var heard = Ask.of("q").hear(scripted);
        assertThat(heard.text()).isEqualTo(WORKING);
        assertThat(heard.answer().finish()).isEqualTo(Reply.Finish.STOP);
        int bytesTabAndEnd = WORKING.length() + 1 + 2 + 1 + 1;
        assertThat(heard.reply().usage()).isEqualTo(Usage.exact(4, bytesTabAndEnd));
    }

    @Test
    void ask_streamed_neverSplitsACharacter() {
        assertThat(Ask.of("q").streaming().hear(scripted).deltas())
                .containsExactly("4", "7", "+", "8", ":", "\nc", "a", "f", "\u00e9", " 5", "\u20ac");
    }

    @Test
    void ask_limitWithinACharacter_dropsItsFirstBytes() {
        int upToFirstByte = "47+8:\ncaf".length() + 1;
        var heard = Ask.of("q").atMost(upToFirstByte).streaming().hear(scripted);
        assertThat(heard.text()).isEqualTo("47+8:\ncaf");
        assertThat(heard.answer().finish()).isEqualTo(Reply.Finish.LENGTH);
        assertThat(heard.reply().usage().completionTokens()).isEqualTo(upToFirstByte);
    }

    @Test
    void ask_endIsTheLastTokenAllowed_finishIsStop() {
        assertThat(Ask.of("q")
                        .effort(Effort.LOW)
                        .atMost(3)
                        .hear(scripted)
                        .answer()
                        .finish())
                .isEqualTo(Reply.Finish.STOP);
        assertThat(Ask.of("q")
                        .effort(Effort.LOW)
                        .atMost(2)
                        .hear(scripted)
                        .answer()
                        .finish())
                .isEqualTo(Reply.Finish.LENGTH);
    }

    @Test
    void ask_moreThanTheCardAllows_endsAtTheCardsLimit() throws IOException {
        var config = LocalProvider.Config.of(model(home).toString())
                .slots(2)
                .together(together())
                .runtime(runtime())
                .config();
        try (var brief = provider.open(Ask.card("local/brief", CONTEXT, 5), config)) {
            assertThat(Ask.of("q").atMost(50).hear(brief).text()).isEqualTo("47+8:");
        }
    }

    @ParameterizedTest
    @EnumSource(Effort.class)
    void ask_effort_answersWithOrWithoutWorking(Effort effort) {
        boolean low = effort.compareTo(Effort.LOW) <= 0;
        assertThat(Ask.of("q").effort(effort).hear(scripted).text()).isEqualTo(low ? ANSWER : WORKING);
    }

    @Test
    void ask_presetEffort_countsUnlessTheQuerySaysOtherwise() throws IOException {
        try (var quick = open(Effort.LOW)) {
            assertThat(Ask.of("q").hear(quick).text()).isEqualTo(ANSWER);
            assertThat(Ask.of("q").effort(Effort.HIGH).hear(quick).text()).isEqualTo(WORKING);
        }
    }

    @Test
    void ask_stopString_endsBeforeItAndBillsUpToIt() {
        for (boolean stream : new boolean[] {false, true}) {
            var ask = Ask.of("q").stops("zzz", "+8", "8:");
            var heard = (stream ? ask.streaming() : ask).hear(scripted);
            assertThat(heard.text()).isEqualTo("47");
            assertThat(heard.answer().finish()).isEqualTo(Reply.Finish.STOP);
            assertThat(heard.reply().usage().completionTokens()).isEqualTo(4);
        }
    }

    @Test
    void ask_stopStringOnlyBegins_keepsWhatWasHeldBack() {
        var heard = Ask.of("q").stops("5\u20acx").streaming().hear(scripted);
        assertThat(heard.text()).isEqualTo(WORKING);
    }
}
