package dev.signalbox.gate;

import dev.signalbox.yaml.Option;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Gives every item its best expert; where that has no room for all, those who lose least move on to their next best with
 * room.
 *
 * <p>Zeng et al. 2024, <a href="https://arxiv.org/abs/2402.12399">arXiv:2402.12399</a>, section 3. Deviations: the paper
 * sends what an expert drops to one on the same device, to save communication; here all experts are equally near, and the
 * next best is taken. Its fill-in, which gives idle experts tokens that others serve already, has no part here. Who moves
 * on is decided by the loss to the next best, not by position.
 */
@BatchGateSpec(
        name = "rectify",
        paper = "arXiv:2402.12399",
        summary = "Each its best expert, overflow to the next best with room")
public final class RectifyGate implements BatchGate {

    private final Config config;

    public RectifyGate(Config config) {
        this.config = config;
    }

    @Override
    public List<Selection> select(Batch batch, RandomGenerator random) {
        var all = Grid.of(batch);
        var grid = config.factor()
                .map(factor -> all.even(factor, batch.capacity()))
                .orElse(all);
        return grid.selections(settle(grid));
    }

    /** Each round either serves everybody who can be served or fills an expert, so there are at most m + 1. */
    private static int[] settle(Grid grid) {
        var left = grid.rooms();
        var chosen = new int[grid.items()];
        Arrays.fill(chosen, Grid.NOBODY);
        boolean overflow = true;
        while (overflow) {
            overflow = false;
            for (var wanting : wanting(grid, chosen, left)) {
                if (wanting.isEmpty()) {
                    continue;
                }
                int expert = wanting.getFirst().expert();
                int served = Math.min(left[expert], wanting.size());
                wanting.subList(0, served).forEach(wish -> chosen[wish.item()] = expert);
                left[expert] -= served;
                overflow |= served < wanting.size();
            }
        }
        return chosen;
    }

    /** For each expert with room the items that want it most, those with most to lose first. */
    private static List<List<Wish>> wanting(Grid grid, int[] chosen, int[] left) {
        var wanting = new ArrayList<List<Wish>>();
        for (int e = 0; e < grid.experts(); e++) {
            wanting.add(new ArrayList<>());
        }
        for (int i = 0; i < grid.items(); i++) {
            int best = chosen[i] == Grid.NOBODY ? grid.best(i, left) : Grid.NOBODY;
            if (best != Grid.NOBODY) {
                wanting.get(best).add(new Wish(i, best, loss(grid, i, best, left)));
            }
        }
        wanting.forEach(
                wishes -> wishes.sort(Comparator.comparingDouble(Wish::loss).reversed()));
        return wanting;
    }

    private static double loss(Grid grid, int item, int best, int[] left) {
        var others = left.clone();
        others[best] = 0;
        int next = grid.best(item, others);
        return next == Grid.NOBODY ? Double.POSITIVE_INFINITY : grid.value(item, best) - grid.value(item, next);
    }

    private record Wish(int item, int expert, double loss) {}

    /** How much an expert may take. */
    public record Config(
            @Option("most items for an expert, in multiples of an even share; without, only the batch's capacity binds")
            Optional<Double> factor) {
        public Config {
            factor.ifPresent(multiple -> Require.positive("factor", multiple));
        }
    }
}
