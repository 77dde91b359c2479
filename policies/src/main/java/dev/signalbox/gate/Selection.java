package dev.signalbox.gate;

import java.util.List;

/** The chosen experts, best first. */
public record Selection(List<Choice> choices) {

    public static final Selection EMPTY = new Selection(List.of());

    public Selection {
        choices = List.copyOf(choices);
    }

    /**
     * @param expert its name
     * @param weight share of the reply, in (0, 1]; the weights of a selection sum to one
     * @param propensity probability with which this gate chooses it for this query, in (0, 1]; for off-policy learning
     */
    public record Choice(String expert, double weight, double propensity) {
        public Choice {
            if (!(weight > 0 && weight <= 1) || !(propensity > 0 && propensity <= 1)) {
                throw new IllegalArgumentException("choice of " + expert + ": weight " + weight + ", propensity "
                        + propensity + ", expected both in (0, 1]");
            }
        }
    }
}
