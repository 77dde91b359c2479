package dev.signalbox.moe;

import dev.signalbox.experts.Adapted;
import dev.signalbox.experts.Call;
import dev.signalbox.experts.Expert;
import dev.signalbox.experts.ExpertCard;
import dev.signalbox.experts.Query;
import dev.signalbox.experts.Reply;
import dev.signalbox.experts.Reply.Failure.Kind;
import dev.signalbox.experts.ReplySink;
import dev.signalbox.experts.Settings;
import dev.signalbox.experts.Settings.Effort;
import dev.signalbox.moe.adapter.Adapters;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A local model as an expert. Greedy unless the query says otherwise. Its prompt tokens are what the model reads, its
 * beginning token included; its completion tokens are what the model generates, its ending token included.
 */
final class LocalExpert implements Adapted {

    private final Terms terms;
    private final Runtimes.Lease lease;
    private final Orders orders;

    LocalExpert(Terms terms, Runtimes.Lease lease, RandomGenerator seeds) {
        this(terms, lease, new Orders(seeds));
    }

    private LocalExpert(Terms terms, Runtimes.Lease lease, Orders orders) {
        this.terms = terms;
        this.lease = lease;
        this.orders = orders;
    }

    /**
     * What the roster says.
     *
     * @param preset of a query that states no effort
     * @param adapters that the model has on, in the roster's order; each may stand there twice
     */
    record Terms(
            ExpertCard.Limits limits,
            @Nullable Effort preset,
            List<Adapters.Part> adapters) {
        Terms {
            adapters = List.copyOf(adapters);
        }

        private Terms under(Adapters others) {
            return new Terms(limits, preset, others.parts());
        }

        /** @param scales by place, 0 of those left out; null as the roster says */
        private Adapters adapters(@Nullable Map<Integer, Double> scales) throws UnmetSettingException {
            if (scales == null) {
                return new Adapters(adapters);
            }
            var parts = new ArrayList<Adapters.Part>();
            for (var each : scales.entrySet()) {
                if (each.getKey() >= adapters.size()) {
                    throw new UnmetSettingException("lora: id " + each.getKey() + ", expected "
                            + (adapters.isEmpty() ? "none" : "0 to " + (adapters.size() - 1))
                            + ", as this expert has " + adapters.size() + " adapters");
                }
                parts.add(adapters.get(each.getKey()).scaled(each.getValue().floatValue()));
            }
            return new Adapters(parts);
        }
    }

    /** On this expert's runtime and terms. */
    @Override
    public Expert mixed(List<Share> shares) {
        var adapters = new ArrayList<Adapters.Share>();
        for (var share : shares) {
            if (!(share.expert() instanceof LocalExpert other) || !other.lease.isOf(lease)) {
                throw new IllegalArgumentException("mix: an expert of another model, expected experts of one");
            }
            adapters.add(new Adapters.Share(new Adapters(other.terms.adapters()), share.weight()));
        }
        return new LocalExpert(terms.under(Adapters.mixed(adapters)), lease, orders);
    }

    @Override
    public Reply ask(Query query, ReplySink sink, Call call) {
        if (call.cancellation().isCancelled()) {
            return Reply.Failure.of(Kind.CANCELLED, "cancelled before it began");
        }
        try {
            return ask(
                    query,
                    order(query.settings()),
                    sink,
                    call);
        } catch (RejectedExecutionException e) {
            return Reply.Failure.of(Kind.UNAVAILABLE, "the local model is closed");
        } catch (UnmetSettingException e) {
            return Reply.Failure.of(Kind.REJECTED, e.getMessage());
        }
    }

    private Generation.Order order(Settings settings) throws UnmetSettingException {
        return orders.of(settings, terms.limits().outputTokens()).under(terms.adapters(settings.adapterScales()));
    }

    private Reply ask(Query query, Generation.Order order, ReplySink sink, Call call) throws UnmetSettingException {
        var runtime = lease.runtime();
        Orders.check(order, runtime);
        int[] prompt = runtime.tokenize(Prompt.of(query, terms.preset()));
        int room = terms.limits().contextTokens() - prompt.length;
        if (room < 1) {
            return Reply.Failure.of(
                    Kind.TOO_LONG,
                    "the prompt has " + prompt.length + " tokens, this model's context "
                            + terms.limits().contextTokens() + ", and a reply needs at least 1");
        }
        var generation = new Generation(prompt, order.within(room));
        return new Conversation(generation, query.settings().stream(), sink, call).hold(runtime);
    }

    @Override
    public void close() {
        lease.close();
    }
}
