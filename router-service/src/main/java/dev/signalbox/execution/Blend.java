package dev.signalbox.execution;

import static java.util.Objects.requireNonNull;

import dev.signalbox.experts.Adapted;
import dev.signalbox.experts.ExpertCard;
import dev.signalbox.plan.Plan;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;

/** Makes one expert of those that a plan mixes. */
final class Blend {

    private final Fleet fleet;

    Blend(Fleet fleet) {
        this.fleet = fleet;
    }

    /**
     * Who answers for all of them: on the terms, and behind the guard, of the one whose share is the greatest.
     *
     * @throws IllegalArgumentException when one is out of service, or they cannot answer together
     */
    Crew crew(Plan.Mix plan) {
        var deployments = new HashMap<String, Deployment>();
        var shares = new ArrayList<Adapted.Share>();
        for (var share : plan.shares()) {
            var deployment = deployment(share.expert());
            deployments.put(share.expert(), deployment);
            shares.add(new Adapted.Share(deployment.expert(), share.weight()));
        }
        var lead = requireNonNull(deployments.get(plan.lead()));
        if (!(lead.expert() instanceof Adapted adapted)) {
            throw new IllegalArgumentException(plan.lead() + " cannot answer mixed");
        }
        return new Crew(List.of(new Deployment(
                named(lead.card(), plan.name()),
                lead.name(),
                adapted.mixed(shares),
                lead.timeouts(),
                lead.guard(),
                Plan.Mix.METERED)));
    }

    private Deployment deployment(String expert) {
        return fleet.find(expert)
                .map(crew -> crew.inTurn().getFirst())
                .orElseThrow(() -> new IllegalArgumentException(expert + " is not in service"));
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
