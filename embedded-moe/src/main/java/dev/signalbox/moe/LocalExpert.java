package dev.signalbox.moe;

import dev.signalbox.experts.Call;
import dev.signalbox.experts.Expert;
import dev.signalbox.experts.ExpertCard;
import dev.signalbox.experts.Query;
import dev.signalbox.experts.Reply;
import dev.signalbox.experts.Reply.Failure.Kind;
import dev.signalbox.experts.ReplySink;
import dev.signalbox.experts.Settings.Effort;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * A local model as an expert. Greedy unless the query says otherwise. Its prompt tokens are what the model reads, its
 * beginning token included; its completion tokens are what the model generates, its ending token included.
 */
final class LocalExpert implements Expert {

    private final ExpertCard.Limits limits;
    private final @Nullable Effort preset;
    private final EffortLeases leases;
    private final Orders orders;

    LocalExpert(ExpertCard.Limits limits, @Nullable Effort preset, EffortLeases leases, Orders orders) {
        this.limits = limits;
        this.preset = preset;
        this.leases = leases;
        this.orders = orders;
    }

    @Override
    public Reply ask(Query query, ReplySink sink, Call call) {
        if (call.cancellation().isCancelled()) {
            return Reply.Failure.of(Kind.CANCELLED, "cancelled before it began");
        }
        try {
            return ask(query, orders.of(query.settings(), limits.outputTokens()), sink, call);
        } catch (RejectedExecutionException e) {
            return Reply.Failure.of(Kind.UNAVAILABLE, "the local model is closed");
        } catch (UnmetSettingException e) {
            return Reply.Failure.of(Kind.REJECTED, e.getMessage());
        }
    }

    private Reply ask(Query query, Generation.Order order, ReplySink sink, Call call) throws UnmetSettingException {
        var effort = query.settings().effort();
        var runtime = leases.at(effort == null ? preset : effort).runtime();
        Orders.check(order, runtime);
        int[] prompt = runtime.tokenize(Prompt.of(query, preset));
        int room = limits.contextTokens() - prompt.length;
        if (room < 1) {
            return Reply.Failure.of(
                    Kind.TOO_LONG,
                    "the prompt has " + prompt.length + " tokens, this model's context " + limits.contextTokens()
                            + ", and a reply needs at least 1");
        }
        var generation = new Generation(prompt, order.within(room), call.subject());
        return new Conversation(generation, query.settings().stream(), sink, call).hold(runtime);
    }

    @Override
    public void close() {
        leases.close();
    }
}
