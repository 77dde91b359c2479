package dev.signalbox.policy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.signalbox.yaml.ConfigException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Regenerate the committed files with {@code ./mvnw -pl policies test -Dtest=SchemasTest -Dsignalbox.schema.write=true}. */
final class SchemasTest {

    private static final Catalogue NO_PROVIDERS = Catalogue.of(List.of());
    private static final Catalogue ECHO = Catalogue.of(List.of(new EchoProvider()));
    private static final Schema POLICY = compile(Schemas.policy(ECHO));
    private static final Schema BATCH = compile(Schemas.batch(ECHO));
    private static final Schema ROSTER = compile(Schemas.roster(ECHO));
    private static final Schema ROSTER_OF_ANY = compile(Schemas.roster(NO_PROVIDERS));

    @Test
    void roster_committedFile_isWhatTheRecordsGive() throws IOException {
        assertCommitted("roster", Schemas.roster(NO_PROVIDERS));
    }

    @Test
    void policy_committedFile_isWhatTheRecordsGive() throws IOException {
        assertCommitted("policy", Schemas.policy(NO_PROVIDERS));
    }

    @Test
    void batch_committedFile_isWhatTheRecordsGive() throws IOException {
        assertCommitted("batch", Schemas.batch(NO_PROVIDERS));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "gate: assignment",
                "gate: {budget: 0.01}",
                "gate: {budget: {usd: 0.01}}\ncapacity: {local/sums: 3}",
                "{\"gate\": {\"sinkhorn\": {\"temperature\": 0.1}}, \"capacity\": {\"a\": 0}}"
            })
    void batch_goodTerms_passSchemaAndBinder(String yaml) {
        assertThat(schemaAccepts(BATCH, yaml)).isTrue();
        assertThat(binderAcceptsBatch(yaml)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "gate: top-k",
                "gate: budget",
                "gate: {budget: {euro: 1}}",
                "capacity: {a: 3}",
                "gate: rectify\ncapacity: {a: many}",
                "gate: rectify\nroom: {a: 3}"
            })
    void batch_badTerms_failSchemaAndBinder(String yaml) {
        assertThat(schemaAccepts(BATCH, yaml)).isFalse();
        assertThat(binderAcceptsBatch(yaml)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "policy: p",
                "policy: p\nscore: static",
                "policy: p\nscore: {static: {}}",
                "policy: p\nscore: {static: }",
                "policy: p\nscore: {knn: 7}\ngate: {top-k: 2}",
                "policy: p\nscore: {knn: {k: 7, temperature: 0.5}}\ngate: top-k",
                "policy: p\nscore: {cluster: {clusters: 9}}\nobjective: {per-usd: 20, quality: 1.0}",
                "policy: p\nscore: cluster\ngate: {threshold: {strong: a, weak: b, at: 0.2}}",
                "policy: p\nscore: static\nrequire: {tags: [eu], abilities: [tools]}\nexplore: {rate: 0.1}",
                "policy: p\nscore: static\nexperts: [a*]\nfallback: [b]\ndescription: d",
                "policy: p\nscore: static\ngate: \"null\"",
                "policy: p\nscore: static\ngate: {null: {k: 3}}",
                "policy: p\nscore: static\ngate: {group: {groups: {x: [a, \"tag:eu\"]}, choose: each}}",
                "policy: p\nscore: knn\ngate: {threshold: {strong: a, weak: b, strong-share: 0.3}}",
                "policy: p\nscore: static\ngate: {effort: {low-from: 0.9}}\nrequire: {abilities: [reasoning]}"
            })
    void policy_goodFile_passesSchemaAndBinder(String yaml) {
        assertThat(schemaAccepts(POLICY, yaml)).isTrue();
        assertThat(binderAcceptsPolicy(yaml)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "score: static",
                "policy: p\ngate: topk",
                "policy: 7\nscore: static",
                "policy: p\nscore: statik",
                "policy: p\nscore: [static]",
                "policy: p\nscore: {static: {}, knn: {}}",
                "policy: p\nscore: {static: {a: 1}}",
                "policy: p\nscore: {knn: seven}",
                "policy: p\nscore: {knn: {k: 1.5}}",
                "policy: p\nscore: {knn: {k: \"7\"}}",
                "policy: p\nscore: static\ngate: threshold",
                "policy: p\nscore: static\ngate: {threshold: {strong: a}}",
                "policy: p\nscore: static\nobjective: {perUsd: 20}",
                "policy: p\nscore: static\nrequire: {abilities: [TOOLS]}",
                "policy: p\nscore: static\nrequire: {tags: [eu, eu]}",
                "policy: p\nscore: static\nexperts: local/*",
                "policy: p\nscore: static\nfallback:"
            })
    void policy_badFile_failsSchemaAndBinder(String yaml) {
        assertThat(schemaAccepts(POLICY, yaml)).isFalse();
        assertThat(binderAcceptsPolicy(yaml)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "limits: {context: 512}",
                "limits: {context: 512, reads: question}",
                "price: {input: 0.5, cached-input: 0.25}",
                "declared: {quality: 1, latency: 100ms}",
                "timeouts: {first-token: 5m}"
            })
    void roster_goodFile_passesSchemaAndBinder(String line) {
        var yaml = "experts:\n  - name: e\n    echo: {model: m}\n    " + line + "\n";
        assertThat(schemaAccepts(ROSTER, yaml)).isTrue();
        assertThat(schemaAccepts(ROSTER_OF_ANY, yaml)).isTrue();
        assertThat(binderAcceptsRoster(yaml)).isTrue();
        assertThat(schemaAccepts(ROSTER, dev.signalbox.policy.Files.ROSTER)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "limits: {context: 512.5}",
                "limits: 512",
                "limits: {reads: some}",
                "price: {input: -0.5}",
                "price: {input: \"0.5\"}",
                "declared: {latency: 100}",
                "timeouts: {first-token: 5 min}",
                "abilities: [fly]",
                "max-concurrent: many",
                "colour: blue"
            })
    void roster_badFile_failsSchemaAndBinder(String line) {
        var yaml = "experts:\n  - name: e\n    echo: {model: m}\n    " + line + "\n";
        assertThat(schemaAccepts(ROSTER, yaml)).isFalse();
        assertThat(binderAcceptsRoster(yaml)).isFalse();
    }

    private static void assertCommitted(String name, String generated) throws IOException {
        var file = Path.of("src/main/resources/schema/" + name + ".schema.json");
        if (Boolean.getBoolean("signalbox.schema.write")) {
            Files.createDirectories(file.getParent());
            Files.writeString(file, generated);
        }
        assertThat(Files.readString(file)).isEqualTo(generated);
    }

    private static Schema compile(String schema) {
        return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(schema);
    }

    private static boolean schemaAccepts(Schema schema, String yaml) {
        return schema.validate(yaml, InputFormat.YAML).isEmpty();
    }

    private static boolean binderAcceptsPolicy(String yaml) {
        return accepts(() -> PolicyFile.parse("p.yaml", yaml.getBytes(UTF_8), ECHO));
    }

    private static boolean binderAcceptsBatch(String yaml) {
        return accepts(() -> BatchTerms.parse("batch", yaml.getBytes(UTF_8), ECHO));
    }

    private static boolean binderAcceptsRoster(String yaml) {
        return accepts(() -> RosterFile.parse("r.yaml", yaml.getBytes(UTF_8), ECHO));
    }

    private static boolean accepts(Runnable parse) {
        try {
            parse.run();
            return true;
        } catch (ConfigException e) {
            return false;
        }
    }
}
