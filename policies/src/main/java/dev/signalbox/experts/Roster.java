package dev.signalbox.experts;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** All experts, in the order in which they were declared. Immutable: a change is a new roster with a new version. */
public final class Roster {

    private final long version;
    private final Map<String, ExpertCard> byName = new LinkedHashMap<>();

    public Roster(long version, Collection<ExpertCard> cards) {
        this.version = version;
        for (var card : cards) {
            if (byName.putIfAbsent(card.name(), card) != null) {
                throw new IllegalArgumentException("expert " + card.name() + ": declared twice, expected unique names");
            }
        }
    }

    public long version() {
        return version;
    }

    public List<ExpertCard> cards() {
        return List.copyOf(byName.values());
    }

    public Optional<ExpertCard> find(String name) {
        return Optional.ofNullable(byName.get(name));
    }
}
