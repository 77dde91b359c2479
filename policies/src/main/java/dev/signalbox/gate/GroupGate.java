package dev.signalbox.gate;

import dev.signalbox.experts.ExpertCard;
import dev.signalbox.experts.ExpertGlob;
import dev.signalbox.score.Score;
import dev.signalbox.score.Scorecard;
import dev.signalbox.yaml.Option;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/**
 * Chooses a group of experts and mixes its best inside, or takes the best of every group.
 *
 * <p>{@code one}: Jiang et al. 2021 (SAM, switch and mixture), <a
 * href="https://arxiv.org/abs/2110.07431">arXiv:2110.07431</a>, and He et al. 2022 (SMILE), <a
 * href="https://arxiv.org/abs/2212.05191">arXiv:2212.05191</a>: one router picks the group, another mixes inside it.
 * {@code each}: the expert prototypes of Yang et al. 2021 (M6-T), <a
 * href="https://arxiv.org/abs/2105.15082">arXiv:2105.15082</a>: k groups, top one of each. Deviations: there is no router
 * of groups to learn, a group is worth the mean utility of the k experts it would contribute; a candidate in no group is
 * a group of its own, one in several belongs to the first of them by name.
 */
@GateSpec(
        name = "group",
        paper = "arXiv:2110.07431",
        summary = "One group of experts and a mix of its best, or the best of every group")
public final class GroupGate implements Gate {

    private static final String TAG = "tag:";

    private final Config config;

    /** Names of the groups of those experts whose cards were seen. */
    private final Map<String, String> groups;

    public GroupGate(Config config) {
        this(config, Map.of());
    }

    private GroupGate(Config config, Map<String, String> groups) {
        this.config = config;
        this.groups = groups;
    }

    @Override
    public Gate over(List<ExpertCard> roster) {
        var found = new HashMap<String, String>();
        for (var card : roster) {
            config.groups().entrySet().stream()
                    .filter(group -> group.getValue().stream().anyMatch(pattern -> matches(pattern, card)))
                    .map(Map.Entry::getKey)
                    .min(Comparator.naturalOrder())
                    .ifPresent(group -> found.put(card.name(), group));
        }
        return new GroupGate(config, Map.copyOf(found));
    }

    /** Of one group, where it chooses one. */
    @Override
    public List<List<ExpertCard>> together(List<ExpertCard> cards) {
        return switch (config.choose()) {
            case ONE ->
                cards.stream().collect(Collectors.groupingBy(card -> group(card.name()))).values().stream()
                        .map(List::copyOf)
                        .toList();
            case EACH -> List.of(cards);
        };
    }

    /** A group's name is no expert's key: those of single experts are marked. */
    private String group(String expert) {
        return groups.getOrDefault(expert, "\0" + expert);
    }

    private static boolean matches(String pattern, ExpertCard card) {
        return pattern.startsWith(TAG)
                ? card.tags().contains(pattern.substring(TAG.length()))
                : new ExpertGlob(pattern).matches(card.name());
    }

    @Override
    public Selection select(Scorecard scorecard, Objective objective, RandomGenerator random) {
        var members = new LinkedHashMap<String, List<Score>>();
        for (var score : scorecard.scores()) {
            members.computeIfAbsent(group(score.expert()), _ -> new ArrayList<>())
                    .add(score);
        }
        var best = members.values().stream()
                .map(group -> Ranking.of(group, objective).best(config.k()))
                .toList();
        return switch (config.choose()) {
            case ONE ->
                best.stream()
                        .max(Comparator.comparingDouble(GroupGate::worth))
                        .map(group -> group.soft(config.temperature()))
                        .orElse(Selection.EMPTY);
            case EACH -> {
                var chosen =
                        best.stream().flatMap(group -> group.scores().stream()).toList();
                yield Ranking.of(chosen, objective).soft(config.temperature());
            }
        };
    }

    private static double worth(Ranking group) {
        double sum = 0;
        for (int rank = 0; rank < group.size(); rank++) {
            sum += group.utility(rank);
        }
        return sum / group.size();
    }

    /** From which groups experts are taken. */
    public enum Choose {
        ONE,
        EACH
    }

    /** Who belongs together, and how many of them are chosen. */
    public record Config(
            @Option("groups by name, each a list of globs over experts' names or of tags written tag:NAME")
            Map<String, List<String>> groups,

            @Option(value = "one: the group of highest utility; each: every group", otherwise = "one")
            Choose choose,

            @Option(value = "most experts of a group", otherwise = "2")
            int k,

            @Option(value = "difference in utility that gives an expert e times the weight", otherwise = "0.1")
            double temperature) {
        public Config {
            Require.atLeastOne("k", k);
            Require.positive("temperature", temperature);
            if (groups.isEmpty()) {
                throw new IllegalArgumentException("groups: none, expected at least one");
            }
            groups.forEach((name, patterns) -> {
                if (patterns.isEmpty()
                        || patterns.stream().anyMatch(pattern -> pattern.isBlank() || pattern.equals(TAG))) {
                    throw new IllegalArgumentException(
                            "groups: " + name + ": " + patterns + ", expected globs or tag:NAME, at least one");
                }
            });
            groups = Map.copyOf(groups);
        }
    }
}
