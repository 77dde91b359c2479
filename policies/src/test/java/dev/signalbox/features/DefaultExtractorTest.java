package dev.signalbox.features;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.signalbox.experts.Ability;
import dev.signalbox.experts.Caller;
import dev.signalbox.experts.Payload;
import dev.signalbox.experts.Query;
import dev.signalbox.experts.Settings;
import dev.signalbox.experts.Turn;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class DefaultExtractorTest {

    @Test
    void extract_conversation_embedsTheQuestionWhenAskedAndCountsAllTurns() {
        var embedder = new Listening();
        var turns = List.of(new Turn(Turn.Role.SYSTEM, "be brief"), Turn.user("who?"), Turn.user("what?"));

        var features = new DefaultExtractor(embedder).extract(query(turns, Settings.DEFAULT));

        assertThat(embedder.heard).isEmpty();
        assertThat(features.prompt().text()).isEqualTo("what?");
        assertThat(features.embedding()).isSameAs(features.embedding());
        assertThat(embedder.heard).containsExactly("what?");
        assertThat(features.prompt().signals().at(Signal.TURNS)).isPositive();
        assertThat(features.promptTokens()).isEqualTo((4 + 2) + (4 + 1) + (4 + 2));
        assertThat(features.outputTokens()).isZero();
        assertThat(features.sizes()).isEqualTo(new Sizes(3, features.promptTokens(), "what?".length(), 0));
    }

    @Test
    void extract_settings_givesLimitAndNeeds() {
        var settings = new Settings(false, 99, null, Settings.Sampling.DEFAULT, List.of(), Set.of(Ability.JSON));

        var features = new DefaultExtractor(new Listening()).extract(query(List.of(Turn.user("x")), settings));

        assertThat(features.outputTokens()).isEqualTo(99);
        assertThat(features.needs()).containsExactly(Ability.JSON);
        assertThat(features.caller()).isEqualTo(new Caller("t", "k"));
    }

    @Test
    void of_questionAlone_estimatesItsTokens() {
        var caller = new Caller("t", "k");

        var known = Features.of(Prompt.of("what now?", new Listening()), caller);
        var unknown = new Features(Embedding.of(new float[] {1, 0}), 10, 0, Set.of(), caller);

        assertThat(known.sizes()).isEqualTo(new Sizes(1, 4 + 3, 9, 0));
        assertThat(unknown.sizes()).isEqualTo(new Sizes(1, 10, 40, 0));
        assertThatThrownBy(() -> new Sizes(0, 0, 0, 0)).hasMessageContaining("turns 0");
    }

    @Test
    void tokens_otherScripts_countEachCharacter() {
        assertThat(TokenEstimate.of("首都是什么")).isEqualTo(4 + 5);
    }

    @Test
    void cache_textComesAgain_isEmbeddedOnce() {
        var embedder = new Listening();
        var cached = new CachedEmbedder(embedder, 2);

        for (var text : List.of("a", "b", "a", "c", "a", "b")) {
            cached.embed(text);
        }

        assertThat(embedder.heard).containsExactly("a", "b", "c", "b");
        assertThat(cached.space()).isEqualTo("listening");
    }

    @Test
    void cache_hugeText_isNotKept() {
        var embedder = new Listening();
        var cached = new CachedEmbedder(embedder, 2);

        cached.embed("x".repeat(5000));
        cached.embed("x".repeat(5000));

        assertThat(embedder.heard).hasSize(2);
    }

    @Test
    void cache_noEntries_isRefused() {
        assertThatThrownBy(() -> new CachedEmbedder(new Listening(), 0)).hasMessageContaining("at least 1");
    }

    private static Query query(List<Turn> turns, Settings settings) {
        var payload = Payload.of("{\"model\":\"m\"}".getBytes(UTF_8), new Payload.Span(9, 12), Payload.Edit.NONE);
        return new Query("q", "auto", turns, settings, new Caller("t", "k"), payload);
    }

    /** Remembers what it was asked. */
    private static final class Listening implements PromptEmbedder {
        final List<String> heard = new ArrayList<>();

        @Override
        public String space() {
            return "listening";
        }

        @Override
        public int dimension() {
            return 2;
        }

        @Override
        public Embedding embed(String text) {
            heard.add(text);
            return Embedding.of(new float[] {1, 0});
        }
    }
}
