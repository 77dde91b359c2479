package dev.signalbox.moe.gate;

import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A layer's standing committee: the smallest group of its experts that is given half of the gate's mass.
 *
 * <p>Wang et al. 2026, <a href="https://arxiv.org/abs/2601.03425">arXiv:2601.03425</a>, finds such groups and that they
 * are much the same in all domains. Deviation: here a group is defined by its share of the mass alone, and groups of
 * different domains are compared afterwards, so that a model without any shows none.
 *
 * @param experts the group, those with most mass first; empty when there is no mass
 * @param share of the mass that it is given, in [0.5, 1]
 */
public record Committee(List<Integer> experts, double share) {

    private static final double HALF = 0.5;

    public Committee {
        experts = List.copyOf(experts);
    }

    /** @param mass [experts] */
    static Committee of(double[] mass) {
        double total = Arrays.stream(mass).sum();
        if (total <= 0) {
            return new Committee(List.of(), 0);
        }
        var ranked = IntStream.range(0, mass.length)
                .boxed()
                .sorted(Comparator.comparingDouble((Integer expert) -> -mass[expert]))
                .toList();
        double held = 0;
        int size = 0;
        while (held < HALF * total) {
            held += mass[ranked.get(size++)];
        }
        return new Committee(ranked.subList(0, size), held / total);
    }

    /** Experts in both over experts in either (Jaccard's index); 1 when both are empty. */
    public double overlap(Committee other) {
        var both = new HashSet<>(experts);
        both.retainAll(other.experts);
        int either = experts.size() + other.experts.size() - both.size();
        return either == 0 ? 1 : (double) both.size() / either;
    }
}
