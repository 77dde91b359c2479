package dev.signalbox.gate;

import java.util.OptionalInt;
import java.util.function.IntFunction;

/**
 * A share of the best single expert's quality that routing shall keep, and how surely.
 *
 * <p>What it promises: with probability of at least {@code confidence} over the questions that a rule was chosen by, the
 * mean quality of the answers that the rule routes to is at least {@code level} times the mean quality of the best single
 * expert, over all questions of the same kind. This is a statement about nearly every calibration, as of risk-controlling
 * prediction sets (Bates et al. 2021, <a href="https://arxiv.org/abs/2101.02703">arXiv:2101.02703</a>), and stronger than
 * conformal risk control's (Angelopoulos et al. 2022, <a href="https://arxiv.org/abs/2208.02814">arXiv:2208.02814</a>),
 * which holds on average over calibrations.
 *
 * <p>How it is kept: Learn then Test (Angelopoulos et al. 2021, <a
 * href="https://arxiv.org/abs/2110.01052">arXiv:2110.01052</a>) with fixed-sequence testing. Rules stand in an order that
 * was fixed beforehand, safest first, and are tested one after the other, each at error {@code 1 - confidence}; the last
 * before the first that fails is taken. So quality need not fall evenly along the sequence, and no correction for the
 * number of rules is due. A rule passes when a {@link Wager} pays, for each expert, on the gains
 *
 * <pre>
 *   q(rule, i) - level * q(expert, i)   in [-level, 1]
 * </pre>
 *
 * Deviation: risk is quality given up relative to the best expert, which nobody knows; a rule that passes against every
 * expert passes against that one, and since all must be passed, their number needs no correction either.
 *
 * @param level in (0, 1]
 * @param confidence in [0.5, 1)
 */
public record Floor(double level, double confidence) {

    public Floor {
        if (!(level > 0 && level <= 1)) {
            throw new IllegalArgumentException("floor: " + level + ", expected within (0, 1]");
        }
        if (!(confidence >= 0.5 && confidence < 1)) {
            throw new IllegalArgumentException("confidence: " + confidence + ", expected within [0.5, 1)");
        }
    }

    /**
     * The last of the rules, safest first, up to which all keep the floor; empty when the first does not.
     *
     * @param experts [n][m] quality of every expert on every question, in [0, 1]; questions independent, in random order
     * @param rules how many there are
     * @param routed gives a rule's expected quality on every question, [n], in [0, 1]; asked in order
     */
    public OptionalInt reach(double[][] experts, int rules, IntFunction<double[]> routed) {
        int last = -1;
        while (last + 1 < rules && isKept(experts, routed.apply(last + 1))) {
            last++;
        }
        return last < 0 ? OptionalInt.empty() : OptionalInt.of(last);
    }

    private boolean isKept(double[][] experts, double[] routed) {
        if (routed.length == 0) {
            return false;
        }
        var wager = new Wager(level, 1 - confidence);
        for (int e = 0; e < experts[0].length; e++) {
            int expert = e;
            if (!wager.pays(i -> routed[i] - level * experts[i][expert], routed.length)) {
                return false;
            }
        }
        return true;
    }
}
