package dev.signalbox.gate;

import dev.signalbox.yaml.Option;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * Lets experts choose items: each takes those among whose candidates it stands out most, until it is full.
 *
 * <p>Zhou et al. 2022, <a href="https://arxiv.org/abs/2202.09368">arXiv:2202.09368</a>, section 3.2: S is the softmax over
 * experts of each item's scores, and expert e takes the k items of largest S, k = n c / m. An item may so have several
 * experts, best first, or none. Deviations: one with none, which a transformer's residual passes on, would stay
 * unanswered; it takes the place of an item that has another expert, where there is such a one. The limit on experts per
 * item, section 3.3, has no part here.
 */
@BatchGateSpec(
        name = "expert-choice",
        paper = "arXiv:2202.09368",
        summary = "Experts choose the items they stand out for; an item may get several")
public final class ExpertChoiceGate implements BatchGate {

    private final Config config;

    public ExpertChoiceGate(Config config) {
        this.config = config;
    }

    @Override
    public List<Selection> select(Batch batch, RandomGenerator random) {
        var grid = Grid.of(batch).even(config.factor(), batch.capacity());
        var picks = new Picks(grid, shares(grid));
        for (int e = 0; e < grid.experts(); e++) {
            picks.take(e);
        }
        picks.rescue();
        return IntStream.range(0, grid.items()).mapToObj(picks::selection).toList();
    }

    /** [n][m], 0 where the expert is no candidate. */
    private double[][] shares(Grid grid) {
        var shares = new double[grid.items()][grid.experts()];
        for (int i = 0; i < shares.length; i++) {
            int item = i;
            double top = IntStream.range(0, grid.experts())
                    .mapToDouble(e -> grid.value(item, e))
                    .max()
                    .orElse(0);
            double sum = 0;
            for (int e = 0; e < grid.experts(); e++) {
                shares[i][e] = grid.isCandidate(i, e) ? Math.exp((grid.value(i, e) - top) / config.temperature()) : 0;
                sum += shares[i][e];
            }
            for (int e = 0; e < grid.experts(); e++) {
                shares[i][e] /= sum;
            }
        }
        return shares;
    }

    /** Who has taken whom so far. */
    private static final class Picks {

        private final Grid grid;
        private final double[][] shares;
        private final List<TreeSet<Integer>> experts = new ArrayList<>();
        private final List<TreeSet<Integer>> items = new ArrayList<>();

        Picks(Grid grid, double[][] shares) {
            this.grid = grid;
            this.shares = shares;
            IntStream.range(0, grid.items()).forEach(_ -> experts.add(new TreeSet<>()));
            IntStream.range(0, grid.experts()).forEach(_ -> items.add(new TreeSet<>()));
        }

        void take(int expert) {
            IntStream.range(0, grid.items())
                    .filter(item -> grid.isCandidate(item, expert))
                    .boxed()
                    .sorted(Comparator.comparingDouble((Integer item) -> shares[item][expert])
                            .reversed())
                    .limit(grid.room(expert))
                    .forEach(item -> link(item, expert));
        }

        /** Those worth most first, so that the order in which items came does not matter. */
        void rescue() {
            IntStream.range(0, grid.items())
                    .filter(item -> experts.get(item).isEmpty())
                    .boxed()
                    .sorted(Comparator.comparingDouble(this::worth).reversed())
                    .forEach(this::rescue);
        }

        private double worth(int item) {
            return IntStream.range(0, grid.experts())
                    .mapToDouble(expert -> grid.value(item, expert))
                    .max()
                    .orElse(0);
        }

        private void rescue(int item) {
            var byValue = IntStream.range(0, grid.experts())
                    .filter(expert -> grid.isCandidate(item, expert))
                    .boxed()
                    .sorted(Comparator.comparingDouble((Integer expert) -> grid.value(item, expert))
                            .reversed())
                    .toList();
            for (int expert : byValue) {
                if (items.get(expert).size() < grid.room(expert) || makeRoom(expert)) {
                    link(item, expert);
                    return;
                }
            }
        }

        /** The expert lets go of the item it stands out least for, among those that have another expert. */
        private boolean makeRoom(int expert) {
            var spare = items.get(expert).stream()
                    .filter(item -> experts.get(item).size() > 1)
                    .min(Comparator.comparingDouble(item -> shares[item][expert]));
            spare.ifPresent(item -> {
                items.get(expert).remove(item);
                experts.get(item).remove(expert);
            });
            return spare.isPresent();
        }

        private void link(int item, int expert) {
            experts.get(item).add(expert);
            items.get(expert).add(item);
        }

        Selection selection(int item) {
            var best = experts.get(item).stream()
                    .sorted(Comparator.comparingDouble((Integer expert) -> grid.value(item, expert))
                            .reversed())
                    .toList();
            double sum =
                    best.stream().mapToDouble(expert -> shares[item][expert]).sum();
            return new Selection(best.stream()
                    .map(expert -> new Selection.Choice(
                            grid.name(expert), Math.clamp(shares[item][expert] / sum, Double.MIN_NORMAL, 1.0), 1))
                    .toList());
        }
    }

    /** How much an expert takes. */
    public record Config(
            @Option(value = "items that an expert takes, in multiples of an even share", otherwise = "2")
            double factor,

            @Option(value = "difference in utility that makes an expert stand out e times as much", otherwise = "0.1")
            double temperature) {
        public Config {
            Require.positive("factor", factor);
            Require.positive("temperature", temperature);
        }
    }
}
