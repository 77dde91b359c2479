package dev.signalbox.evaluate;

import static java.util.stream.Collectors.toMap;

import dev.signalbox.evaluate.metric.Hull;
import dev.signalbox.learn.Grade;
import dev.signalbox.learn.Observation;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/**
 * How a way of routing does on held-out questions, beside every single expert, chance and the best possible.
 *
 * @param policy the routing under test
 * @param experts each one answering everything, best first; ties go to the cheaper
 * @param random a uniformly drawn expert for each question, in expectation
 * @param oracle for each question the best expert, and among equals the cheapest
 * @param zeroRouter quality that random mixing of experts reaches at the policy's mean cost: a router below it is
 *     worthless
 * @param lead of the policy over the best single expert, in quality
 */
public record Comparison(
        Row policy, List<Row> experts, Row random, Row oracle, double zeroRouter, Bootstrap.Interval lead) {

    public Comparison {
        experts = List.copyOf(experts);
    }

    /**
     * Compares.
     *
     * @param heldOut questions that nothing was fitted on, each graded for every expert
     * @param decide who answers a question
     * @param chance for the bootstrap
     */
    public static Comparison of(
            List<Observation> heldOut, Function<Observation, String> decide, RandomGenerator chance) {
        var names = experts(heldOut);
        var policy = row("policy", heldOut, observation -> grade(observation, decide.apply(observation)));
        var experts = names.stream()
                .map(name -> row(name, heldOut, observation -> grade(observation, name)))
                .sorted(Comparator.comparingDouble(Row::quality).reversed().thenComparingDouble(Row::microUsd))
                .toList();
        var best = experts.getFirst().name();
        var leads = heldOut.stream()
                .mapToDouble(observation ->
                        grade(observation, decide.apply(observation)).quality()
                                - grade(observation, best).quality())
                .toArray();
        return new Comparison(
                policy,
                experts,
                mean("random", experts),
                row("oracle", heldOut, Comparison::best),
                zeroRouter(experts).qualityAt(policy.microUsd()),
                Bootstrap.mean(leads, chance));
    }

    private static Hull zeroRouter(List<Row> experts) {
        return Hull.of(experts.stream()
                .map(row -> new Hull.Point(row.microUsd(), row.quality()))
                .toArray(Hull.Point[]::new));
    }

    private static List<String> experts(List<Observation> heldOut) {
        if (heldOut.isEmpty()) {
            throw new IllegalArgumentException("comparison: no held-out questions, expected at least one");
        }
        var names = heldOut.getFirst().grades().keySet();
        for (var observation : heldOut) {
            if (names.isEmpty() || !observation.grades().keySet().equals(names)) {
                throw new IllegalArgumentException("comparison: question " + observation.queryId() + " is graded for "
                        + observation.grades().keySet() + ", expected " + names + " as the others");
            }
        }
        return names.stream().sorted().toList();
    }

    private static Grade grade(Observation observation, String expert) {
        var grade = observation.grades().get(expert);
        if (grade == null) {
            throw new IllegalArgumentException("comparison: question " + observation.queryId() + " went to " + expert
                    + ", expected one of " + observation.grades().keySet());
        }
        return grade;
    }

    private static Grade best(Observation observation) {
        return observation.grades().values().stream()
                .max(Comparator.comparingDouble(Grade::quality)
                        .thenComparing(
                                Comparator.comparingDouble(Grade::microUsd).reversed())
                        .thenComparing(Comparator.comparing(Grade::latency).reversed()))
                .orElseThrow();
    }

    private static Row row(String name, List<Observation> heldOut, Function<Observation, Grade> graded) {
        var all = new Sum();
        var domains = new TreeMap<String, Sum>();
        for (var observation : heldOut) {
            var grade = graded.apply(observation);
            all.add(grade);
            domains.computeIfAbsent(observation.domain(), domain -> new Sum()).add(grade);
        }
        var byDomain = domains.entrySet().stream()
                .collect(
                        toMap(entry -> entry.getKey(), entry -> entry.getValue().quality(), (a, b) -> a, TreeMap::new));
        return new Row(name, all.quality(), all.microUsd(), all.latency(), byDomain);
    }

    private static Row mean(String name, List<Row> rows) {
        double share = 1.0 / rows.size();
        var domains = new TreeMap<String, Double>();
        rows.forEach(
                row -> row.domains().forEach((domain, quality) -> domains.merge(domain, quality * share, Double::sum)));
        return new Row(
                name,
                rows.stream().mapToDouble(Row::quality).sum() * share,
                rows.stream().mapToDouble(Row::microUsd).sum() * share,
                rows.stream()
                        .map(Row::latency)
                        .reduce(Duration.ZERO, Duration::plus)
                        .dividedBy(rows.size()),
                domains);
    }

    /**
     * Means over the held-out questions.
     *
     * @param quality share of right answers where grades are 0 or 1
     * @param microUsd for an answer
     * @param latency of an answer
     * @param domains quality by domain
     */
    public record Row(
            String name, double quality, double microUsd, Duration latency, SortedMap<String, Double> domains) {}

    /** Running sums of one row. */
    private static final class Sum {
        private int count;
        private double quality;
        private double microUsd;
        private Duration latency = Duration.ZERO;

        void add(Grade grade) {
            count++;
            quality += grade.quality();
            microUsd += grade.microUsd();
            latency = latency.plus(grade.latency());
        }

        double quality() {
            return quality / count;
        }

        double microUsd() {
            return microUsd / count;
        }

        Duration latency() {
            return latency.dividedBy(count);
        }
    }
}
