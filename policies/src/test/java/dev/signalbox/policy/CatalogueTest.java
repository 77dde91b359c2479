package dev.signalbox.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.signalbox.experts.Ability;
import dev.signalbox.experts.Caller;
import dev.signalbox.features.Embedding;
import dev.signalbox.features.Features;
import dev.signalbox.plan.Plan;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CatalogueTest {

    @Test
    void of_theCore_findsEveryPlugin() {
        assertThat(Catalogue.of(List.of(new EchoProvider())).descriptors())
                .extracting(Descriptor::name)
                .contains("cluster", "knn", "static", "threshold", "top-k", "null", "echo");
    }

    @Test
    void descriptors_plugin_saysWhatPeopleNeed() {
        var knn = Catalogue.of(List.of()).descriptors().stream()
                .filter(descriptor -> descriptor.name().equals("knn"))
                .findFirst()
                .orElseThrow();

        assertThat(knn.kind()).isEqualTo(Descriptor.Kind.SCORER);
        assertThat(knn.paper()).isEqualTo("arXiv:2403.12031");
        assertThat(knn.learned()).isTrue();
        assertThat(knn.options().getFirst())
                .isEqualTo(new Descriptor.Option("k", "a whole number", false, "200", "neighbours"));
    }

    @Test
    void scorer_partUnknown_isRefusedWithTheNamesThatMayStand() {
        assertThatThrownBy(() -> Catalogue.of(List.of()).scorer("test", "mixture: [domain, magic]"))
                .hasMessage(
                        "test:1: mixture: \"magic\", expected scorers that learn: attention, bandit, cluster, cosine, domain, factor, graph, hyper, irt, kernel, knn, language, linear, mlp");
    }

    @Test
    void scorer_partThatCannotBeOne_isRefused() {
        var catalogue = Catalogue.of(List.of());

        assertThatThrownBy(() -> catalogue.scorer("test", "mixture: static")).hasMessageContaining("\"static\"");
        assertThatThrownBy(() -> catalogue.scorer("test", "mixture: [mixture]")).hasMessageContaining("\"mixture\"");
    }

    @Test
    void descriptors_everyOption_isExplained() {
        for (var descriptor : Catalogue.of(List.of()).descriptors()) {
            assertThat(descriptor.summary()).isNotBlank();
            assertThat(descriptor.options())
                    .allSatisfy(option -> assertThat(option.doc())
                            .as("%s.%s", descriptor.name(), option.name())
                            .isNotBlank());
        }
    }

    @Test
    void of_twoProvidersOfOneName_isRefused() {
        assertThatThrownBy(() -> Catalogue.of(List.of(new EchoProvider(), new EchoProvider())))
                .hasMessageContaining("two plug-ins are called echo");
    }

    @Test
    void scan_jar_findsTheSameClassesAsTheFolder(@TempDir Path folder) throws IOException {
        var classes = Path.of("target/classes");
        var jar = folder.resolve("core.jar");
        try (var out = new JarOutputStream(Files.newOutputStream(jar));
                var files = Files.walk(classes)) {
            for (var file : files.filter(Files::isRegularFile).toList()) {
                out.putNextEntry(new JarEntry(classes.relativize(file).toString()));
                Files.copy(file, out);
            }
        }

        try (var fromJar = loader(jar.toUri());
                var fromFolder = loader(classes.toUri())) {
            var names = names("dev.signalbox.gate", fromFolder);
            assertThat(names).contains("dev.signalbox.gate.TopKGate");
            assertThat(names("dev.signalbox.gate", fromJar)).isEqualTo(names);
        }
    }

    private static List<String> names(String name, ClassLoader loader) {
        return ClassScan.in(name, loader).stream().map(Class::getName).toList();
    }

    private static URLClassLoader loader(URI place) {
        try {
            return new URLClassLoader(new java.net.URL[] {place.toURL()}, null);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void admission_mixedDenials_refusesForTheMostTelling() {
        var policy = dev.signalbox.policy.Files.compiled("policy: p\nscore: static\nrequire: {tags: [local]}\n");
        var roster = dev.signalbox.policy.Files.rosterOf(dev.signalbox.policy.Files.ROSTER);

        // one lacks the tag, the other is only too small
        assertThat(policy.decide("q", dev.signalbox.policy.Files.features(9999, 0), roster, 1)
                        .plan())
                .isInstanceOfSatisfying(Plan.Refusal.class, refusal -> {
                    assertThat(refusal.reason()).isEqualTo(Plan.Reason.TOO_LONG);
                    assertThat(refusal.message()).contains("gpt-4o-mini: lacks tag local");
                });

        var vision =
                new Features(Embedding.of(new float[] {1, 0}), 10, 0, Set.of(Ability.VISION), new Caller("t", "k"));
        assertThat(policy.decide("q", vision, roster, 1).plan())
                .isInstanceOfSatisfying(
                        Plan.Refusal.class,
                        refusal -> assertThat(refusal.reason()).isEqualTo(Plan.Reason.INCAPABLE));
    }
}
