package dev.signalbox.moe;

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
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** A question in the making: the few words a test needs to ask an expert. */
final class Ask {

    private final String question;
    private boolean stream;
    private Integer maxTokens;
    private Settings.Effort effort;
    private Settings.Sampling sampling = Settings.Sampling.DEFAULT;
    private List<String> stops = List.of();
    private List<Turn> turns = List.of();
    private Settings.Format format = new Settings.Format.Text();
    private Integer topLogprobs;
    private Map<Integer, Double> scales;
    private Call.Timeouts timeouts = Call.Timeouts.DEFAULT;
    private Cancellation cancellation = new Cancellation();
    private Consumer<String> listener = _ -> {};

    private Ask(String question) {
        this.question = question;
    }

    static Ask of(String question) {
        return new Ask(question);
    }

    Ask streaming() {
        stream = true;
        return this;
    }

    Ask streaming(Consumer<String> each) {
        listener = each;
        return streaming();
    }

    Ask atMost(int tokens) {
        maxTokens = tokens;
        return this;
    }

    Ask effort(Settings.Effort wanted) {
        effort = wanted;
        return this;
    }

    Ask sampling(Double temperature, Double topP, Long seed) {
        sampling = new Settings.Sampling(temperature, topP, seed);
        return this;
    }

    Ask shaping(Double temperature, Settings.Shaping shaping) {
        sampling = new Settings.Sampling(temperature, null, 1L, shaping);
        return this;
    }

    Ask format(Settings.Format wanted) {
        format = wanted;
        return this;
    }

    Ask scales(Map<Integer, Double> byPlace) {
        scales = byPlace;
        return this;
    }

    Ask logprobs(int top) {
        topLogprobs = top;
        return this;
    }

    Ask stops(String... strings) {
        stops = List.of(strings);
        return this;
    }

    Ask timeouts(Duration firstToken, Duration total) {
        timeouts = new Call.Timeouts(Duration.ofSeconds(3), firstToken, Duration.ofSeconds(30), total);
        return this;
    }

    Ask cancelledBy(Cancellation by) {
        cancellation = by;
        return this;
    }

    Heard hear(Expert expert) {
        var deltas = new ArrayList<String>();
        var sink = new ReplySink() {
            @Override
            public void text(String delta) {
                deltas.add(delta);
                listener.accept(delta);
            }

            @Override
            public void event(ByteBuffer event) {
                throw new AssertionError("a local expert has no wire format");
            }
        };
        var reply = expert.ask(query(), stream ? sink : ReplySink.NONE, new Call(timeouts, cancellation));
        return new Heard(reply, deltas);
    }

    /** In place of the question. */
    Ask turns(Turn... whole) {
        turns = List.of(whole);
        return this;
    }

    static Query conversation(List<Turn> turns) {
        return of("").turns(turns.toArray(Turn[]::new)).query();
    }

    Query query() {
        var settings = new Settings(
                stream, maxTokens, effort, sampling, new Settings.Output(stops, format, topLogprobs), Set.of(), scales);
        var payload = Payload.of("{\"model\":\"m\"}".getBytes(UTF_8), new Payload.Span(9, 12), Payload.Edit.NONE);
        return new Query(
                "q1",
                "m",
                turns.isEmpty() ? List.of(Turn.user(question)) : turns,
                settings,
                new Caller("tenant", "key"),
                payload);
    }

    static ExpertCard card(String name, int context, int output) {
        return new ExpertCard(
                name,
                "",
                Set.of(),
                new ExpertCard.Limits(context, output),
                Price.FREE,
                new ExpertCard.Declared(0.5, 60, Duration.ofMillis(100)),
                Set.of());
    }

    /** What came back. */
    record Heard(Reply reply, List<String> deltas) {
        Reply.Answer answer() {
            return (Reply.Answer) reply;
        }

        Reply.Failure failure() {
            return (Reply.Failure) reply;
        }

        /** The whole text, however it came. */
        String text() {
            return answer().content() instanceof Reply.Text text ? text.text() : String.join("", deltas);
        }
    }
}
