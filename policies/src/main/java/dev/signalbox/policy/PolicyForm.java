package dev.signalbox.policy;

import dev.signalbox.experts.Ability;
import dev.signalbox.yaml.At;
import dev.signalbox.yaml.Option;
import dev.signalbox.yaml.Yaml;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The shape of a policy file; the published JSON Schema is generated from it. */
record PolicyForm(
        @Option("its name: requests ask for policy/NAME, and auto is the default one")
        At<String> policy,

        @Option("one line for people") Optional<String> description,

        @Option("globs over the roster's names; all when left out")
        List<At<String>> experts,

        @Option("what every expert must have") Require require,

        @Option("the scorer by name, with its options; mixture when left out")
        Optional<Yaml> score,

        @Option("what is maximised, or the floor of quality that the cheapest choice keeps")
        Goal objective,

        @Option("the gate by name, with its options; top-k when left out")
        Optional<Yaml> gate,

        @Option(
                value =
                        "single: the first choice answers, the others when it fails; mix: all chosen answer in one call,"
                                + " each by its weight, which takes experts that are one model with different adapters",
                otherwise = "single")
        At<Kind> plan,

        @Option("experts to try in order when the chosen ones fail")
        List<At<String>> fallback,

        @Option("queries given to a random candidate, for learning")
        Explore explore) {

    PolicyForm greedy() {
        return new PolicyForm(
                policy, description, experts, require, score, objective, gate, plan, fallback, new Explore(0));
    }

    /** How several chosen experts answer. */
    enum Kind {
        SINGLE,
        MIX
    }

    record Require(
            @Option("tags, all of them") Set<String> tags,
            @Option("abilities, all of them") Set<Ability> abilities) {}

    record Explore(
            @Option(value = "share of queries, in [0, 1]", otherwise = "0")
            double rate) {
        Explore {
            if (!(rate >= 0 && rate <= 1)) {
                throw new IllegalArgumentException("rate: " + rate + ", expected within [0, 1]");
            }
        }
    }
}
