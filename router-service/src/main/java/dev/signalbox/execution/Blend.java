package dev.signalbox.execution;

import static java.util.Objects.requireNonNull;

import dev.signalbox.experts.Adapted;
import dev.signalbox.experts.ExpertCard;
import dev.signalbox.plan.Plan;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;

/** Makes one expert of those that a plan mixes. */
final class Blend {

    private final Fleet fleet;

    Blend(Fleet fleet) {
        this.fleet = fleet;
    }

    /**
     * Who answers for all of them: on the terms, and behind the guard, of the one whose share is the greatest. Empty when
     * one is out of service, or they are not of one model any more.
     */
    Optional<Crew> crew(Plan.Mix plan) {
        var mixed = new HashMap<String, Deployment>();
        for (var share : plan.shares()) {
            fleet.find(share.expert())
                    .ifPresent(crew -> mixed.put(share.expert(), crew.inTurn().getFirst()));
        }
        var lead = mixed.get(plan.lead());
        if (lead == null || mixed.size() < plan.shares().size()) {
            return Optional.empty();
        }
        var shares = plan.shares().stream()
                .map(share -> new Adapted.Share(
                        requireNonNull(mixed.get(share.expert())).expert(), share.weight()))
                .toList();
        return mixed(lead, plan.name(), shares).map(deployment -> new Crew(List.of(deployment)));
    }

    private static Optional<Deployment> mixed(Deployment lead, String name, List<Adapted.Share> shares) {
        if (!(lead.expert() instanceof Adapted adapted)) {
            return Optional.empty();
        }
        try {
            var mixed = adapted.mixed(shares);
            return Optional.of(
                    new Deployment(named(lead.card(), name), lead.name(), mixed, lead.timeouts(), lead.guard()));
        } catch (IllegalArgumentException _) {
            return Optional.empty(); // a roster that changed between decision and call
        }
    }

    private static ExpertCard named(ExpertCard card, String name) {
        return new ExpertCard(
                name,
                card.description(),
                card.abilities(),
                card.limits(),
                card.price(),
                card.declared(),
                card.tags(),
                card.family());
    }
}
