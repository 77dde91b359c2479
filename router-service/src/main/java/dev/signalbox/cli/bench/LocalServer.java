package dev.signalbox.cli.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.signalbox.experts.Call;
import dev.signalbox.experts.Caller;
import dev.signalbox.experts.Cancellation;
import dev.signalbox.experts.Expert;
import dev.signalbox.experts.ExpertCard;
import dev.signalbox.experts.Payload;
import dev.signalbox.experts.Price;
import dev.signalbox.experts.Query;
import dev.signalbox.experts.Reply;
import dev.signalbox.experts.ReplySink;
import dev.signalbox.experts.Settings;
import dev.signalbox.experts.Turn;
import dev.signalbox.moe.LocalProvider;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;

/** A local expert of ours under load, without the service around it. */
final class LocalServer implements MoeLoad.Server, AutoCloseable {

    static final Payload NO_BODY =
            Payload.of("{\"model\":\"m\"}".getBytes(UTF_8), new Payload.Span(9, 12), Payload.Edit.NONE);

    private final Expert expert;

    /** @param folder for the native library and bundled models */
    LocalServer(Path folder, LocalProvider.Config config, int context) {
        this(new LocalProvider(folder, new SplittableRandom(1)), config, context);
    }

    /** One of several that share a provider, and so its memory. */
    LocalServer(LocalProvider provider, LocalProvider.Config config, int context) {
        expert = provider.open(card("local/bench", new ExpertCard.Limits(context, context)), config);
    }

    /** Of an expert that nobody chooses. */
    static ExpertCard card(String name, ExpertCard.Limits limits) {
        var declared = new ExpertCard.Declared(0.5, 60, Duration.ofMillis(100));
        return new ExpertCard(name, "", Set.of(), limits, Price.FREE, declared, Set.of());
    }

    @Override
    public void ask(String question, int tokens, Runnable first) {
        var reply = ask(question, tokens, first, new Cancellation());
        if (!(reply instanceof Reply.Answer)) {
            throw new IllegalStateException("a local reply failed: " + reply);
        }
        if (reply.usage().completionTokens() != tokens) {
            throw new IllegalStateException("expected " + tokens + " tokens: " + reply);
        }
    }

    /** Streams a reply; {@code first} runs when the first piece of text comes, which some models never send. */
    Reply ask(String question, int tokens, Runnable first, Cancellation cancellation) {
        var settings = new Settings(true, tokens, null, Settings.Sampling.DEFAULT, List.of(), Set.of());
        var query =
                new Query("bench", "m", List.of(Turn.user(question)), settings, new Caller("bench", "bench"), NO_BODY);
        var sink = new First(first);
        var reply = expert.ask(query, sink, new Call(Call.Timeouts.DEFAULT, cancellation));
        sink.heard();
        return reply;
    }

    /** Tells of the first piece once. */
    private static final class First implements ReplySink {
        private final Runnable first;
        private boolean heard;

        First(Runnable first) {
            this.first = first;
        }

        void heard() {
            if (!heard) {
                heard = true;
                first.run();
            }
        }

        @Override
        public void text(String delta) {
            heard();
        }

        @Override
        public void event(ByteBuffer event) {
            throw new IllegalStateException("a local expert has no wire format");
        }
    }

    @Override
    public void close() {
        expert.close();
    }
}
