package dev.signalbox.execution;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.policy.Catalogue;
import dev.signalbox.policy.Descriptor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/**
 * Regenerate the committed page with {@code ./mvnw -pl router-service -am test -Dtest=CataloguePageTest
 * -Dsurefire.failIfNoSpecifiedTests=false -Dsignalbox.catalogue.write=true}.
 */
final class CataloguePageTest {

    private static final Path PAGE = Path.of("../docs/catalogue.md");

    private static final Map<Descriptor.Kind, String> CHAPTERS = Map.of(
            Descriptor.Kind.SCORER, """
                    ## Scorers

                    Predict quality, cost and time of every candidate; a policy's `score`. Those that learn need a snapshot,
                    which `./signalbox train` makes. Those that ask experts do so before each decision, and bill it to the
                    request.
                    """,
            Descriptor.Kind.GATE, """
                    ## Gates

                    Choose among scored candidates; a policy's `gate`. Where a gate chooses several, the first is asked and
                    the others, in order, when it fails; with `plan: mix` all of them answer in one call, by their weights.
                    A target that is fitted by training is met on questions like those that the policy was trained on.
                    """,
            Descriptor.Kind.BATCH_GATE, """
                    ## Batch gates

                    Choose for many queries of one caller at once, where one takes room or money from another: `batch.gate`
                    of `POST /v1/route` and `./signalbox route --batch FILE --gate GATE`. Tenants are never mixed.
                    A batch has at most 1,000 requests, and at most 200,000 pairs of a request and an expert of the policy;
                    `assignment` takes policies of at most 500 experts.
                    """,
            Descriptor.Kind.PROVIDER, """
                    ## Providers

                    Open experts; a key of an expert, or of a deployment, in the roster.
                    """);

    @Test
    void page_committed_isWhatTheAnnotationsGive() {
        new ApplicationContextRunner()
                .withUserConfiguration(ExpertsConfiguration.class)
                .run(context -> {
                    var page = page(context.getBean(Catalogue.class).descriptors());
                    if (Boolean.getBoolean("signalbox.catalogue.write")) {
                        Files.writeString(PAGE, page);
                    }
                    assertThat(committed()).isEqualTo(page);
                });
    }

    private static String committed() throws IOException {
        return Files.exists(PAGE) ? Files.readString(PAGE) : "";
    }

    private static String page(List<Descriptor> descriptors) {
        var page = new StringBuilder("""
                # Catalogue

                Every scorer, gate, batch gate and provider, by the name that policy files, roster files and the API share. This
                page is generated from the code; a test fails where it differs. `NAME` alone stands for a plug-in without
                options, `NAME: VALUE` for its first option.
                """);
        for (var kind : Descriptor.Kind.values()) {
            page.append('\n').append(CHAPTERS.getOrDefault(kind, ""));
            descriptors.stream()
                    .filter(descriptor -> descriptor.kind() == kind)
                    .map(CataloguePageTest::entry)
                    .forEach(page::append);
        }
        return page.toString();
    }

    private static String entry(Descriptor descriptor) {
        var paper = descriptor.paper().startsWith("arXiv:")
                ? "[%s](https://arxiv.org/abs/%s)"
                        .formatted(descriptor.paper(), descriptor.paper().substring(6))
                : descriptor.paper();
        var facts = Stream.of(
                        descriptor.summary(),
                        descriptor.learned() ? "learns" : "",
                        descriptor.asks() ? "asks experts" : "",
                        paper)
                .filter(fact -> !fact.isEmpty())
                .collect(joining(" · "));
        var options = descriptor.options().isEmpty()
                ? ""
                : descriptor.options().stream()
                        .map(CataloguePageTest::row)
                        .collect(joining("\n", "\n| option | value | default | meaning |\n|---|---|---|---|\n", "\n"));
        return "\n### `" + descriptor.name() + "`\n\n" + facts + "\n" + options;
    }

    private static String row(Descriptor.Option option) {
        var otherwise =
                option.required() ? "required" : option.otherwise().isEmpty() ? "" : "`" + option.otherwise() + "`";
        return "| `%s` | %s | %s | %s |".formatted(option.name(), cell(option.type()), otherwise, cell(option.doc()));
    }

    private static String cell(String text) {
        return text.replace("|", "\\|");
    }
}
