package dev.signalbox.evaluate;

import dev.signalbox.evaluate.metric.Forecast;
import dev.signalbox.experts.ExpertCard;
import dev.signalbox.experts.Price;
import dev.signalbox.learn.Training;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/**
 * One fold made ready: what to learn from, and what its training rows say of the experts as a whole. Nothing here looks
 * at a test row's scores.
 *
 * @param material of the training set
 * @param train its rows
 * @param positions of the fold's test queries in the pool
 * @param cards of the experts under evaluation; declared are their means over the training rows
 * @param scale micro-USD between the cheapest and the dearest expert, on average; 1 where they cost the same
 * @param cheapest index of the expert that costs least on average
 * @param operating cost weight at which the best and the cheapest expert are equally useful on average
 */
record Lap(
        Material material,
        List<Integer> train,
        List<Integer> positions,
        List<ExpertCard> cards,
        double scale,
        int cheapest,
        double operating) {

    private static final int NO_LIMIT = Integer.MAX_VALUE;
    private static final double TOKENS = 1e6;

    static Lap of(Material material, Fold fold, List<Integer> positions, List<String> experts) {
        var means = experts.stream().map(expert -> Mean.of(fold, expert)).toList();
        double least = means.stream().mapToDouble(Mean::cost).min().orElse(0);
        double most = means.stream().mapToDouble(Mean::cost).max().orElse(0);
        double scale = most > least ? most - least : 1;
        var quality = means.stream().mapToDouble(Mean::quality).toArray();
        var cost = means.stream().mapToDouble(mean -> mean.cost() / scale).toArray();
        // cost alone, the better of equally cheap ones; quality alone, the cheaper of equally good ones
        int cheapest = Forecast.choice(negative(cost), negative(quality), 0);
        int best = Forecast.choice(quality, cost, 0);
        double distance = cost[best] - cost[cheapest];
        double operating = distance > 0 ? (quality[best] - quality[cheapest]) / distance : 0;
        var cards = new ArrayList<ExpertCard>();
        for (int e = 0; e < experts.size(); e++) {
            cards.add(card(experts.get(e), means.get(e)));
        }
        return new Lap(material, fold.train(), positions, List.copyOf(cards), scale, cheapest, operating);
    }

    /**
     * What is learned from these rows about these experts. Outcome files have no cards: a card is made of the expert's name,
     * its mean score as declared quality and its mean cost as price, over the training rows.
     */
    Training training(Collection<Integer> rows, Collection<String> names) {
        return material.training(rows, names).knowing(cards);
    }

    private static double[] negative(double[] values) {
        return java.util.Arrays.stream(values).map(value -> -value).toArray();
    }

    private static ExpertCard card(String name, Mean mean) {
        var price = new Price(0, 0, Math.round(mean.cost() * TOKENS));
        return new ExpertCard(
                name,
                "",
                Set.of(),
                new ExpertCard.Limits(NO_LIMIT, NO_LIMIT),
                price,
                new ExpertCard.Declared(mean.quality(), 1, Duration.ZERO),
                Set.of());
    }

    /** An expert over the training rows; one without a score there counts as the mean of the others. */
    private record Mean(double quality, double cost) {

        static Mean of(Fold fold, String expert) {
            return new Mean(value(fold, expert, false), value(fold, expert, true));
        }

        private static double value(Fold fold, String expert, boolean cost) {
            var set = fold.training();
            if (cost && !set.priced()) {
                return 0;
            }
            int index = set.experts().indexOf(expert);
            double own = index < 0 ? Double.NaN : set.mean(fold.train(), index, cost);
            if (!Double.isNaN(own)) {
                return own;
            }
            double sum = 0;
            int seen = 0;
            for (int e = 0; e < set.experts().size(); e++) {
                double other = set.mean(fold.train(), e, cost);
                if (!Double.isNaN(other)) {
                    sum += other;
                    seen++;
                }
            }
            return seen == 0 ? 0 : sum / seen;
        }
    }
}
