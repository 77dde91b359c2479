package dev.signalbox.moe.gate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.IntStream;

/** Turns what a tally has counted into figures. */
final class Survey {

    private final GateShape shape;
    private final Map<GateTally.Key, UseTable> uses;
    private final LocalConsistency consistency;
    private final double[] explained;
    private final PositionDrift drift;
    private final UseTable all;
    private final List<Integer> seen;

    Survey(
            GateShape shape,
            Map<GateTally.Key, UseTable> uses,
            LocalConsistency consistency,
            double[] explained,
            PositionDrift drift) {
        this.shape = shape;
        this.uses = uses;
        this.consistency = consistency;
        this.explained = explained;
        this.drift = drift;
        all = uses.values().stream().reduce(new UseTable(shape), (sum, table) -> sum.plus(table, 1));
        seen = IntStream.range(0, shape.layers())
                .filter(layer -> all.tokens(layer) > 0)
                .boxed()
                .toList();
    }

    GateFigures figures() {
        var domains = by(Topic::domain);
        return new GateFigures(
                shape.experts(),
                tokens(Phase.PROMPT),
                tokens(Phase.REPLY),
                Segments.LENGTH,
                seen.stream().map(this::layer).toList(),
                groups(domains),
                groups(by(Topic::language)),
                overlaps(domains),
                IntStream.range(0, PositionDrift.buckets())
                        .filter(bucket -> drift.choices(bucket) > 0)
                        .mapToObj(this::drift)
                        .toList());
    }

    /** Every layer but the last computes all of them. */
    private long tokens(Phase phase) {
        return uses.entrySet().stream()
                .filter(entry -> entry.getKey().phase() == phase)
                .mapToLong(entry -> most(entry.getValue()))
                .sum();
    }

    private long most(UseTable table) {
        return IntStream.range(0, shape.layers()).mapToLong(table::tokens).max().orElse(0);
    }

    private GateFigures.Layer layer(int layer) {
        long[] counts = all.uses(layer);
        double[] mass = all.mass(layer);
        double even = Math.log(Math.max(2, shape.experts()));
        return new GateFigures.Layer(
                layer,
                all.tokens(layer),
                Arrays.stream(counts).boxed().toList(),
                Arrays.stream(mass).boxed().toList(),
                all.entropySum(layer) / all.tokens(layer) / even,
                Entropies.of(mass) / even,
                Balance.of(counts),
                Committee.of(mass),
                explained[layer],
                new GateFigures.Local(
                        consistency.segments(layer),
                        consistency.routingBest(layer),
                        Arrays.stream(consistency.cacheBest(layer)).boxed().toList(),
                        staticCache(counts)));
    }

    private static List<Double> staticCache(long[] counts) {
        double total = Arrays.stream(counts).sum();
        long[] sorted = counts.clone();
        Arrays.sort(sorted);
        var rates = new ArrayList<Double>();
        double held = 0;
        for (int i = sorted.length - 1; i >= 0; i--) {
            held += sorted[i];
            rates.add(total == 0 ? 0 : held / total);
        }
        return rates;
    }

    private NavigableMap<String, UseTable> by(Function<Topic, String> name) {
        var tables = new TreeMap<String, UseTable>();
        uses.forEach((key, table) -> tables.merge(name.apply(key.topic()), table, (one, other) -> one.plus(other, 1)));
        return tables;
    }

    private Map<String, GateFigures.Group> groups(Map<String, UseTable> tables) {
        var groups = new TreeMap<String, GateFigures.Group>();
        tables.forEach((name, table) -> groups.put(name, group(table)));
        return groups;
    }

    private GateFigures.Group group(UseTable table) {
        var shares = table.shares();
        return new GateFigures.Group(
                most(table),
                seen.stream()
                        .map(layer -> Arrays.stream(shares[layer]).boxed().toList())
                        .toList(),
                seen.stream().map(layer -> Committee.of(table.mass(layer))).toList());
    }

    private List<GateFigures.Overlap> overlaps(NavigableMap<String, UseTable> tables) {
        var overlaps = new ArrayList<GateFigures.Overlap>();
        tables.forEach((domain, table) -> tables.tailMap(domain, false)
                .forEach((other, its) -> overlaps.add(new GateFigures.Overlap(
                        domain,
                        other,
                        mean(layer -> Committee.of(table.mass(layer)).overlap(Committee.of(its.mass(layer)))),
                        mean(layer -> Entropies.divergence(counts(table, layer), counts(its, layer)))))));
        return overlaps;
    }

    private static double[] counts(UseTable table, int layer) {
        return Arrays.stream(table.uses(layer)).asDoubleStream().toArray();
    }

    private double mean(Function<Integer, Double> ofLayer) {
        return seen.stream().mapToDouble(ofLayer::apply).average().orElse(0);
    }

    private GateFigures.Drift drift(int bucket) {
        return new GateFigures.Drift(
                PositionDrift.start(bucket), drift.choices(bucket), mean(layer -> drift.fromFirst(bucket, layer)));
    }
}
