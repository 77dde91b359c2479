package dev.signalbox.gate;

import dev.signalbox.experts.ExpertCard;
import dev.signalbox.experts.Price;
import java.time.Duration;
import java.util.Set;

/** Experts' cards that differ in name and tags only. */
final class Cards {

    private Cards() {}

    static ExpertCard card(String name, String... tags) {
        return new ExpertCard(
                name,
                "",
                Set.of(),
                new ExpertCard.Limits(1000, 1000),
                new Price(0, 0, 0),
                new ExpertCard.Declared(0.5, 100, Duration.ofSeconds(1)),
                Set.of(tags));
    }
}
