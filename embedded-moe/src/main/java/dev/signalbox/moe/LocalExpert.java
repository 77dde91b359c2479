package dev.signalbox.moe;

import dev.signalbox.experts.Call;
import dev.signalbox.experts.Expert;
import dev.signalbox.experts.ExpertCard;
import dev.signalbox.experts.Query;
import dev.signalbox.experts.Reply;
import dev.signalbox.experts.Reply.Failure.Kind;
import dev.signalbox.experts.ReplySink;
import dev.signalbox.experts.Settings.Effort;
import dev.signalbox.experts.Subject;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A local model as an expert. Greedy unless the query says otherwise. Its prompt tokens are what the model reads, its
 * beginning token included; its completion tokens are what the model generates, its ending token included.
 */
final class LocalExpert implements Expert {

    private final ExpertCard.Limits limits;
    private final @Nullable Effort preset;
    private final LocalModel model;
    private final Orders orders;

    LocalExpert(ExpertCard.Limits limits, @Nullable Effort preset, LocalModel model, Orders orders) {
        this.limits = limits;
        this.preset = preset;
        this.model = model;
        this.orders = orders;
    }

    @Override
    public Reply ask(Query query, ReplySink sink, Call call) {
        if (call.cancellation().isCancelled()) {
            return Reply.Failure.of(Kind.CANCELLED, "cancelled before it began");
        }
        try {
            return ask(query, orders.of(query.settings(), limits.outputTokens()), sink, call);
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

    /** What waiting for the model takes counts as time to the first token. */
    private Reply ask(Query query, Generation.Order order, ReplySink sink, Call call)
            throws UnmetSettingException, AbsentModelException, InterruptedException {
        long begun = System.nanoTime();
        var timeouts = call.timeouts();
        var patience = timeouts.firstToken().compareTo(timeouts.total()) < 0 ? timeouts.firstToken() : timeouts.total();
        var asked = query.settings().effort();
        var effort = asked == null ? preset : asked;
        try (var use = model.use(patience, call.cancellation(), effort)) {
            var stream = query.settings().stream();
            return ask(
                    query,
                    Orders.steered(order, query.settings().steering(), model.steerings()),
                    new Held(use.runtime(), model.phrasing(), call.subject()),
                    generation -> new Conversation(generation, stream, sink, call, begun));
        }
    }

    private Reply ask(Query query, Generation.Order order, Held held, Function<Generation, Conversation> conversation)
            throws UnmetSettingException {
        var runtime = held.runtime();
        Orders.check(order, runtime);
        int[] prompt = runtime.tokenize(held.phrasing().of(query, preset));
        int room = limits.contextTokens() - prompt.length;
        if (room < 1) {
            return Reply.Failure.of(
                    Kind.TOO_LONG,
                    "the prompt has " + prompt.length + " tokens, this model's context " + limits.contextTokens()
                            + ", and a reply needs at least 1");
        }
        var generation = new Generation(prompt, order.within(room), held.subject());
        return conversation.apply(generation).hold(runtime);
    }

    /** A model that is in memory, how it is asked, and about what. */
    private record Held(ExpertRuntime runtime, Phrasing phrasing, Supplier<Subject> subject) {}

    @Override
    public void close() {
        model.close();
    }
}
