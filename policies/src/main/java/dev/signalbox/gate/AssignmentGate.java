package dev.signalbox.gate;

import dev.signalbox.yaml.Option;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Gives every expert an equal number of items so that the sum of utilities is the highest there is.
 *
 * <p>Lewis et al. 2021 (BASE), <a href="https://arxiv.org/abs/2103.16716">arXiv:2103.16716</a>, section 2.2. Deviations: the
 * paper solves the assignment by an auction, to within a bound; this is exact, by successive shortest paths, because a
 * batch has far fewer experts than items. An item has not every expert for a candidate, so an expert may stay below its
 * share; one that nobody has room for stays out, and as few as possible do.
 */
@BatchGateSpec(
        name = "assignment",
        paper = "arXiv:2103.16716",
        summary = "An equal number of items for every expert at the highest sum of utilities")
public final class AssignmentGate implements BatchGate {

    /** Every pair of experts has a cheapest move, and all pairs are looked at for every item. */
    static final int MOST_EXPERTS = 500;

    private final Config config;

    public AssignmentGate(Config config) {
        this.config = config;
    }

    @Override
    public List<Selection> select(Batch batch, RandomGenerator random) {
        var grid = Grid.of(batch).even(config.factor(), batch.capacity());
        return grid.selections(Transport.solve(grid.values(), grid.rooms()));
    }

    @Override
    public int mostExperts() {
        return MOST_EXPERTS;
    }

    /** How equal. */
    public record Config(
            @Option(value = "most items for an expert, in multiples of an even share", otherwise = "1")
            double factor) {
        public Config {
            Require.positive("factor", factor);
        }
    }
}
