package dev.signalbox.policy;

import dev.signalbox.experts.Expert;
import dev.signalbox.experts.ExpertCard;
import dev.signalbox.experts.ExpertProvider;
import dev.signalbox.experts.ProviderSpec;
import dev.signalbox.experts.Reply;
import dev.signalbox.experts.Usage;
import dev.signalbox.yaml.Option;

/** Opens experts that answer with the question. */
@ProviderSpec(name = "echo", summary = "Says the question again")
final class EchoProvider implements ExpertProvider<EchoProvider.Config> {

    @Override
    public Class<Config> config() {
        return Config.class;
    }

    /** Models whose names begin with "shared" are one with several names to it. */
    @Override
    public String family(Config config) {
        return config.model().startsWith("shared") ? config.model() : "";
    }

    @Override
    public Expert open(ExpertCard card, Config config) {
        return (query, sink, call) -> new Reply.Answer(
                new Reply.Text(config.model() + ": " + query.question()), Reply.Finish.STOP, Usage.exact(1, 1));
    }

    /** What it says first. */
    record Config(
            @Option("name before the echo") String model,
            @Option(value = "how often", otherwise = "1") int times) {}
}
