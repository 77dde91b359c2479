package dev.signalbox.policy;

import dev.signalbox.yaml.At;
import dev.signalbox.yaml.Option;
import dev.signalbox.yaml.Yaml;
import java.util.Map;

/** The shape of a batch's terms; the published JSON Schema is generated from it. */
record BatchForm(
        @Option("the batch gate by name, with its options") Yaml gate,

        @Option("most queries for each expert; one not named here takes any number")
        Map<String, At<Integer>> capacity) {}
