package dev.signalbox.pipeline;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.signalbox.execution.Depot;
import dev.signalbox.execution.TestDepots;
import dev.signalbox.experts.Call;
import dev.signalbox.experts.Caller;
import dev.signalbox.experts.Expert;
import dev.signalbox.experts.ExpertCard;
import dev.signalbox.experts.ExpertProvider;
import dev.signalbox.experts.Payload;
import dev.signalbox.experts.ProviderSpec;
import dev.signalbox.experts.Query;
import dev.signalbox.experts.Reply;
import dev.signalbox.experts.ReplySink;
import dev.signalbox.experts.Settings;
import dev.signalbox.experts.Turn;
import dev.signalbox.experts.Usage;
import dev.signalbox.features.HashedNgramEmbedder;
import dev.signalbox.policy.Catalogue;
import dev.signalbox.policy.PolicyFile;
import dev.signalbox.policy.RosterFile;
import dev.signalbox.policy.Snapshots;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The pipeline's parts over a folder of configuration files and experts that answer with their own name. */
final class PipelineStage {

    static final String ROSTER = """
            experts:
              - {name: a, echo: {}, declared: {quality: 0.9}}
              - {name: b, echo: {}, declared: {quality: 0.5}}
            """;
    static final String AUTO = """
            policy: auto
            description: The better one
            score: {static: {}}
            objective: {quality: 1}
            fallback: [b]
            """;

    final Path folder;
    final List<String> kept = new ArrayList<>();
    final Depot depot = TestDepots.depot();
    final CurrentPolicies policies = new CurrentPolicies();
    final PolicyLoader loader;

    PipelineStage(Path home) {
        folder = home.resolve("config");
        loader = new PolicyLoader(
                Catalogue.of(List.of(new Echoes())),
                depot,
                new PolicyLoader.Learned(Snapshots.NONE, new HashedNgramEmbedder()),
                new ListedArchive(),
                "auto");
    }

    PipelineStage write(String file, String content) {
        try {
            var path = folder.resolve(file);
            Files.createDirectories(path.getParent());
            Files.writeString(path, content);
            return this;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    ConfigFolder files() {
        return new ConfigFolder(folder);
    }

    static Query query(String model) {
        var payload = Payload.of("{}".getBytes(UTF_8), new Payload.Span(0, 0), Payload.Edit.NONE);
        return new Query("q1", model, List.of(Turn.user("hi")), Settings.DEFAULT, new Caller("t", "k"), payload);
    }

    /** Keeps what it is given, by name. */
    private final class ListedArchive implements Archive {
        @Override
        public long keep(RosterFile roster) {
            kept.add("roster");
            return 7;
        }

        @Override
        public void audit(RosterFile roster) {
            kept.add("audit");
        }

        @Override
        public void keep(PolicyFile policy, String content) {
            kept.add(policy.name());
        }
    }

    /** Opens experts that answer with their own name; {@code broken} ones do not open. */
    @ProviderSpec(name = "echo", summary = "For tests")
    static final class Echoes implements ExpertProvider<Echoes.Config> {

        record Config(@org.jspecify.annotations.Nullable String broken) {}

        @Override
        public Class<Config> config() {
            return Config.class;
        }

        @Override
        public Expert open(ExpertCard card, Config config) {
            if (config.broken() != null) {
                throw new IllegalArgumentException(config.broken());
            }
            return (Query query, ReplySink sink, Call call) ->
                    new Reply.Answer(new Reply.Text(card.name()), Reply.Finish.STOP, Usage.exact(1, 1));
        }
    }
}
