package dev.signalbox.evaluate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

/**
 * Prompts and what each expert's answer was worth and cost, on plain arrays. Immutable.
 *
 * <pre>
 *   quality  [n][m]  in [0, 1], not a number where expert m was not asked
 *   cost     [n][m]  micro-USD, not a number where it is not known
 *   group    [n]     equal for duplicates of a prompt, in [0, g)
 * </pre>
 */
public final class OutcomeSet {

    private static final Pattern BLANKS = Pattern.compile("[\\s\\p{Z}]+");

    private final String name;
    private final List<OutcomeRow> rows;
    private final List<String> experts;
    private final double[][] quality;
    private final double[][] cost;
    private final int[] group;
    private final boolean priced;

    private OutcomeSet(String name, List<OutcomeRow> rows, List<String> experts) {
        this.name = name;
        this.rows = List.copyOf(rows);
        this.experts = List.copyOf(experts);
        this.quality = new double[rows.size()][experts.size()];
        this.cost = new double[rows.size()][experts.size()];
        this.group = groups(rows);
        boolean everyCost = true;
        for (int i = 0; i < quality.length; i++) {
            for (int e = 0; e < experts.size(); e++) {
                quality[i][e] = rows.get(i).scores().getOrDefault(experts.get(e), Double.NaN);
                cost[i][e] = rows.get(i).microUsd().getOrDefault(experts.get(e), Double.NaN);
                everyCost &= Double.isNaN(quality[i][e]) || !Double.isNaN(cost[i][e]);
            }
        }
        this.priced = everyCost && !experts.isEmpty();
    }

    /** With every expert that has a score in any row, sorted. */
    public static OutcomeSet of(String name, List<OutcomeRow> rows) {
        var experts = new TreeSet<String>();
        rows.forEach(row -> experts.addAll(row.scores().keySet()));
        return new OutcomeSet(name, rows, List.copyOf(experts));
    }

    /**
     * The same prompts and costs, the scores dealt out anew among prompts that the same experts were asked: a set with nothing
     * to learn but how good each expert is on average. A router that gains on it, or loses much, is not to be believed.
     */
    public OutcomeSet shuffled(RandomGenerator random) {
        var alike = new HashMap<Set<String>, List<Integer>>();
        for (int i = 0; i < rows.size(); i++) {
            alike.computeIfAbsent(rows.get(i).scores().keySet(), _ -> new ArrayList<>())
                    .add(i);
        }
        var dealt = new ArrayList<>(rows);
        for (var to : alike.values()) {
            var from = new ArrayList<>(to);
            Collections.shuffle(from, random);
            for (int i = 0; i < from.size(); i++) {
                dealt.set(
                        to.get(i),
                        rows.get(to.get(i)).with(rows.get(from.get(i)).scores()));
            }
        }
        return new OutcomeSet(name, dealt, experts);
    }

    /** With these experts alone; rows without a score of any of them are left out. */
    public OutcomeSet only(Collection<String> wanted) {
        for (var expert : wanted) {
            if (!experts.contains(expert)) {
                throw new BadOutcomesException(
                        name + ": no scores of expert \"" + expert + "\", expected one of " + experts);
            }
        }
        var kept = experts.stream().filter(wanted::contains).toList();
        var scored = rows.stream()
                .filter(row -> kept.stream().anyMatch(row.scores()::containsKey))
                .toList();
        return new OutcomeSet(name, scored, kept);
    }

    public String name() {
        return name;
    }

    public int size() {
        return rows.size();
    }

    public List<OutcomeRow> rows() {
        return rows;
    }

    public OutcomeRow row(int index) {
        return rows.get(index);
    }

    public List<String> experts() {
        return experts;
    }

    public double quality(int row, int expert) {
        return quality[row][expert];
    }

    public double cost(int row, int expert) {
        return cost[row][expert];
    }

    public int group(int row) {
        return group[row];
    }

    /** Number of distinct prompts. */
    public int prompts() {
        return Arrays.stream(group).max().orElse(-1) + 1;
    }

    /** Whether every score has its cost. */
    public boolean priced() {
        return priced;
    }

    /** Whether every expert was asked. */
    public boolean complete(int row) {
        return Arrays.stream(quality[row]).noneMatch(Double::isNaN);
    }

    /** The prompt as duplicates share it: blanks and case do not count. */
    public static String identity(String prompt) {
        return BLANKS.matcher(prompt).replaceAll(" ").strip().toLowerCase(Locale.ROOT);
    }

    /** Mean over the given rows, those without a value left out; not a number when none has one. */
    double mean(Collection<Integer> of, int expert, boolean ofCost) {
        double sum = 0;
        int seen = 0;
        for (int row : of) {
            double value = ofCost ? cost[row][expert] : quality[row][expert];
            if (!Double.isNaN(value)) {
                sum += value;
                seen++;
            }
        }
        return seen == 0 ? Double.NaN : sum / seen;
    }

    private static int[] groups(List<OutcomeRow> rows) {
        var known = new HashMap<String, Integer>();
        var group = new ArrayList<Integer>();
        for (var row : rows) {
            group.add(known.computeIfAbsent(identity(row.prompt()), prompt -> known.size()));
        }
        return group.stream().mapToInt(Integer::intValue).toArray();
    }
}
