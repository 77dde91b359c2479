package dev.signalbox.policy;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.signalbox.experts.Caller;
import dev.signalbox.experts.Roster;
import dev.signalbox.features.Embedding;
import dev.signalbox.features.Features;
import java.util.List;
import java.util.Set;

/** Files and features that the tests of this package share. */
final class Files {

    static final Catalogue CATALOGUE = Catalogue.of(List.of(new EchoProvider()));

    static final String ROSTER = """
            experts:
              - name: local/sums
                description: Integer arithmetic
                echo: {model: sums}
                limits: {context: 512, output: 400}
                price: {input: 0.5, output: 2.0}
                declared: {quality: 0.6, completion-tokens: 60, latency: 100ms}
                tags: [local, eu]
              - name: gpt-4o-mini
                deployments:
                  - {name: east, echo: {model: mini, times: 2}}
                  - {name: west, echo: {model: mini}}
                abilities: [tools, vision, json]
                limits: {context: 128000, output: 16384}
                price: {input: 0.15, cached-input: 0.075, output: 0.60}
                declared: {quality: 0.9}
                timeouts: {connect: 2s, first-token: 50s}
                retry: {attempts: 2, backoff: 200ms}
                breaker: {failure-rate: 0.4, window: 10, open-for: 5s}
                max-concurrent: 16
            """;

    private Files() {}

    static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    static RosterFile roster(String yaml) {
        return RosterFile.parse("roster.yaml", bytes(yaml), CATALOGUE);
    }

    static PolicyFile policy(String yaml) {
        return PolicyFile.parse("policy.yaml", bytes(yaml), CATALOGUE);
    }

    static Policy compiled(String yaml) {
        return policy(yaml).compile(rosterOf(ROSTER), Snapshots.NONE, "test");
    }

    static Roster rosterOf(String yaml) {
        return roster(yaml).roster(7);
    }

    static Features features(int promptTokens, int outputTokens) {
        var embedding = Embedding.of(new float[] {1, 0});
        return new Features(embedding, promptTokens, outputTokens, Set.of(), new Caller("t", "k"));
    }
}
