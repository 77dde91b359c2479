package dev.signalbox.moe;

import dev.signalbox.experts.Call;
import dev.signalbox.experts.Expert;
import dev.signalbox.experts.ExpertCard;
import dev.signalbox.experts.Query;
import dev.signalbox.experts.Reply;
import dev.signalbox.experts.Reply.Failure.Kind;
import dev.signalbox.experts.ReplySink;
import dev.signalbox.experts.Settings;
import dev.signalbox.experts.Settings.Effort;
import dev.signalbox.moe.llama.Sampling;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A local model as an expert. Greedy unless the query says otherwise. Its prompt tokens are what the model reads, its
 * beginning token included; its completion tokens are what the model generates, its ending token included.
 */
final class LocalExpert implements Expert {

    private final ExpertCard.Limits limits;
    private final @Nullable Effort preset;
    private final Runtimes.Lease lease;
    private final RandomGenerator seeds;

    LocalExpert(ExpertCard.Limits limits, @Nullable Effort preset, Runtimes.Lease lease, RandomGenerator seeds) {
        this.limits = limits;
        this.preset = preset;
        this.lease = lease;
        this.seeds = seeds;
    }

    @Override
    public Reply ask(Query query, ReplySink sink, Call call) {
        if (call.cancellation().isCancelled()) {
            return Reply.Failure.of(Kind.CANCELLED, "cancelled before it began");
        }
        try {
            return ask(query, sampling(query.settings().sampling()), sink, call);
        } catch (RejectedExecutionException e) {
            return Reply.Failure.of(Kind.UNAVAILABLE, "the local model is closed");
        }
    }

    private Reply ask(Query query, Optional<Sampling> sampling, ReplySink sink, Call call) {
        if (sampling.isEmpty()) {
            return Reply.Failure.of(Kind.REJECTED, "temperature and top_p: expected at least 0 and within (0, 1]");
        }
        var runtime = lease.runtime();
        int[] prompt = runtime.tokenize(Prompt.of(query, preset));
        int room = limits.contextTokens() - prompt.length;
        if (room < 1) {
            return Reply.Failure.of(
                    Kind.TOO_LONG,
                    "the prompt has " + prompt.length + " tokens, this model's context " + limits.contextTokens()
                            + ", and a reply needs at least 1");
        }
        var settings = query.settings();
        int wanted = settings.maxTokens() == null ? limits.outputTokens() : settings.maxTokens();
        int most = Math.min(room, Math.min(wanted, limits.outputTokens()));
        var generation = new Generation(prompt, new Generation.Order(most, sampling.get(), stops(settings)));
        return new Conversation(generation, settings.stream(), sink, call).hold(runtime);
    }

    private static List<String> stops(Settings settings) {
        return settings.stop().stream().filter(stop -> !stop.isEmpty()).toList();
    }

    /** Empty when the query asks for what cannot be. */
    private Optional<Sampling> sampling(Settings.Sampling asked) {
        double temperature = asked.temperature() == null ? 0 : asked.temperature();
        double topP = asked.topP() == null ? 1 : asked.topP();
        if (!Sampling.isPossible(temperature, topP)) {
            return Optional.empty();
        }
        if (temperature == 0) {
            return Optional.of(Sampling.GREEDY);
        }
        int seed = asked.seed() == null ? seeds.nextInt() : Long.hashCode(asked.seed());
        return Optional.of(new Sampling(temperature, topP, seed));
    }

    @Override
    public void close() {
        lease.close();
    }
}
