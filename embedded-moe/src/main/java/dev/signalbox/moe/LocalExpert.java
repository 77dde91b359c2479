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
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A local model as an expert. Greedy unless the query says otherwise. Its prompt tokens are what the model reads, its
 * beginning token included; its completion tokens are what the model generates, its ending token included.
 */
final class LocalExpert implements Adapted {

    private final Terms terms;
    private final LocalModel model;
    private final Orders orders;

    LocalExpert(Terms terms, LocalModel model, RandomGenerator seeds) {
        this(terms, model, new Orders(seeds));
    }

    private LocalExpert(Terms terms, LocalModel model, Orders orders) {
        this.terms = terms;
        this.model = model;
        this.orders = orders;
    }

    /**
     * What the roster says.
     *
     * @param preset of a query that states no effort
     * @param family that it is one of
     * @param outfit what the model has on
     */
    record Terms(ExpertCard.Limits limits, @Nullable Effort preset, String family, Outfit outfit) {
        private Terms in(Outfit other) {
            return new Terms(limits, preset, family, other);
        }
    }

    /** On this expert's terms, by its model. */
    @Override
    public Expert mixed(List<Share> shares) {
        var adapters = new ArrayList<Adapters.Share>();
        for (var share : shares) {
            if (!(share.expert() instanceof LocalExpert other)
                    || !other.terms.family().equals(terms.family())) {
                throw new IllegalArgumentException("mix: an expert of another model, expected experts of one");
            }
            adapters.add(new Adapters.Share(other.terms.outfit().adapters(), share.weight()));
        }
        return new LocalExpert(terms.in(new Outfit.Mixed(Adapters.mixed(adapters))), model, orders);
    }

    @Override
    public Reply ask(Query query, ReplySink sink, Call call) {
        if (call.cancellation().isCancelled()) {
            return Reply.Failure.of(Kind.CANCELLED, "cancelled before it began");
        }
        try {
            return ask(query, order(query.settings()), sink, call);
        } catch (AbsentModelException e) {
            return e.failure();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Reply.Failure.of(Kind.CANCELLED, "interrupted");
        } catch (RejectedExecutionException e) {
            return Reply.Failure.of(Kind.UNAVAILABLE, "the local model is closed");
        } catch (UnmetSettingException e) {
            return Reply.Failure.of(Kind.REJECTED, e.getMessage());
        }
    }

    private Generation.Order order(Settings settings) throws UnmetSettingException {
        return orders.of(settings, terms.limits().outputTokens())
                .under(terms.outfit().scaled(settings.adapterScales()));
    }

    /** What waiting for the model takes counts as time to the first token. */
    private Reply ask(Query query, Generation.Order order, ReplySink sink, Call call)
            throws UnmetSettingException, AbsentModelException, InterruptedException {
        long begun = System.nanoTime();
        var timeouts = call.timeouts();
        var patience = timeouts.firstToken().compareTo(timeouts.total()) < 0 ? timeouts.firstToken() : timeouts.total();
        try (var use = model.use(patience, call.cancellation())) {
            var stream = query.settings().stream();
            return ask(
                    query,
                    order,
                    new Held(use.runtime(), model.phrasing()),
                    generation -> new Conversation(generation, stream, sink, call, begun));
        }
    }

    private Reply ask(Query query, Generation.Order order, Held held, Function<Generation, Conversation> conversation)
            throws UnmetSettingException {
        var runtime = held.runtime();
        Orders.check(order, runtime);
        int[] prompt = runtime.tokenize(held.phrasing().of(query, terms.preset()));
        int room = terms.limits().contextTokens() - prompt.length;
        if (room < 1) {
            return Reply.Failure.of(
                    Kind.TOO_LONG,
                    "the prompt has " + prompt.length + " tokens, this model's context "
                            + terms.limits().contextTokens() + ", and a reply needs at least 1");
        }
        var generation = new Generation(prompt, order.within(room));
        return conversation.apply(generation).hold(runtime);
    }

    /** A model that is in memory, and how it is asked. */
    private record Held(ExpertRuntime runtime, Phrasing phrasing) {}

    @Override
    public void close() {
        model.close();
    }
}
