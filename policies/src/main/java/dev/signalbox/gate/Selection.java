package dev.signalbox.gate;

import static java.util.Objects.requireNonNull;

import dev.signalbox.experts.Settings;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The chosen experts, in the order in which they are to be asked, which is best first unless a gate says otherwise.
 *
 * <p>A plan that asks one expert at a time takes the order as the order of fallback: the first choice answers, the next
 * is asked only when it fails. Weights matter to plans that mix replies.
 *
 * @param retrieval whether to consult a vector store before asking
 * @param odds probability with which this gate asks an expert first for this query, for each where that is above 0; sum
 *     to one
 */
public record Selection(List<Choice> choices, Retrieval retrieval, Map<String, Double> odds) {

    public static final Selection EMPTY = new Selection(List.of());

    public Selection {
        choices = List.copyOf(choices);
        requireNonNull(retrieval);
        odds = Map.copyOf(odds);
    }

    /** By a gate that leaves nothing to chance. */
    public Selection(List<Choice> choices) {
        this(choices, Retrieval.UNDECIDED);
    }

    Selection(List<Choice> choices, Retrieval retrieval) {
        this(
                choices,
                retrieval,
                choices.isEmpty() ? Map.of() : Map.of(choices.getFirst().expert(), 1.0));
    }

    /** That expert and nobody else, for certain. */
    static Selection only(String expert) {
        return new Selection(List.of(new Choice(expert, 1, 1)));
    }

    /** That expert and nobody else, drawn with {@code odds}. */
    static Selection drawn(String expert, Map<String, Double> odds) {
        return new Selection(List.of(new Choice(expert, 1, odds.getOrDefault(expert, 0.0))), Retrieval.UNDECIDED, odds);
    }

    /** The same decision on retrieval, by the same odds, with other choices. */
    public Selection with(List<Choice> others) {
        return new Selection(others, retrieval, odds);
    }

    /** Whether a vector store is to be consulted. */
    public enum Retrieval {
        /** The gate does not decide it. */
        UNDECIDED,
        SKIP,
        CONSULT
    }

    /**
     * @param expert its name
     * @param weight share of the reply, in (0, 1]; the weights of a selection sum to one
     * @param propensity probability with which this gate chooses it for this query, in (0, 1]; for off-policy learning.
     *     Of an expert that chance chose where the gate's choices would have answered together, among such draws alone
     * @param effort how hard it shall think, or null when the gate leaves that to the caller and the expert
     */
    public record Choice(String expert, double weight, double propensity, Settings.@Nullable Effort effort) {
        public Choice {
            if (!(weight > 0 && weight <= 1) || !(propensity > 0 && propensity <= 1)) {
                throw new IllegalArgumentException("choice of " + expert + ": weight " + weight + ", propensity "
                        + propensity + ", expected both in (0, 1]");
            }
        }

        public Choice(String expert, double weight, double propensity) {
            this(expert, weight, propensity, null);
        }

        public Choice withPropensity(double other) {
            return new Choice(expert, weight, other, effort);
        }

        Choice withEffort(Settings.Effort wanted) {
            return new Choice(expert, weight, propensity, wanted);
        }
    }
}
