package dev.signalbox.execution;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.experts.Ability;
import dev.signalbox.experts.Cancellation;
import dev.signalbox.experts.ExpertCard;
import dev.signalbox.experts.Query;
import dev.signalbox.experts.ReplySink;
import dev.signalbox.experts.Settings.Effort;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class EffortTest {

    private static Query asked(Query query, Map<String, Effort> efforts, ExpertCard card) {
        return new Run.Request(query, efforts, ReplySink.NONE, new Cancellation()).to(card);
    }

    private static ExpertCard thinker() {
        var card = Stage.card("thinker");
        return new ExpertCard(
                card.name(), "", Set.of(Ability.REASONING), card.limits(), card.price(), card.declared(), Set.of());
    }

    @Test
    void to_expertThatThinks_isToldThePlansEffort() {
        var query = asked(Stage.query(false), Map.of("thinker", Effort.LOW), thinker());

        assertThat(query.settings().effort()).isEqualTo(Effort.LOW);
        assertThat(new String(query.payload().sentTo("\"m\"", false), UTF_8))
                .startsWith("{\"model\":\"m\",\"reasoning_effort\":\"low\",\"messages\"");
    }

    @Test
    void to_expertThatTakesNoEffort_isToldNone() {
        var query = Stage.query(false);

        assertThat(asked(query, Map.of("plain", Effort.LOW), Stage.card("plain")))
                .isSameAs(query);
    }

    @Test
    void to_otherExpertOfThePlan_isToldNone() {
        var query = Stage.query(false);

        assertThat(asked(query, Map.of("other", Effort.LOW), thinker())).isSameAs(query);
    }

    @Test
    void to_callerWhoSetAnEffort_keepsIt() {
        var query = Stage.query(false).withEffort(Effort.HIGH);

        assertThat(asked(query, Map.of("thinker", Effort.LOW), thinker())).isSameAs(query);
    }
}
