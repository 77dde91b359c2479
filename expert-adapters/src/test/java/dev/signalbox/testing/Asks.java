package dev.signalbox.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.signalbox.experts.Call;
import dev.signalbox.experts.Caller;
import dev.signalbox.experts.Cancellation;
import dev.signalbox.experts.Payload;
import dev.signalbox.experts.Query;
import dev.signalbox.experts.Settings;
import dev.signalbox.experts.Turn;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** Queries and calls as the gateway would make them. */
public final class Asks {

    /** A field no part of Signalbox knows. */
    public static final String UNKNOWN_FIELD = "\"x_unknown\":{\"deep\":[1,2.50,\"é\"]}";

    private Asks() {}

    /** A query for a whole reply. */
    public static Query whole(String question) {
        return query(question, false);
    }

    /** A query for a stream; its caller did not ask for usage. */
    public static Query streaming(String question) {
        return query(question, true);
    }

    /** A call with ample time. */
    public static Call call() {
        return call(Call.Timeouts.DEFAULT, new Cancellation());
    }

    public static Call call(Call.Timeouts timeouts, Cancellation cancellation) {
        return new Call(timeouts, cancellation);
    }

    /** Ample bounds but for those given in milliseconds. */
    public static Call call(long connect, long firstToken, long idle, long total) {
        return call(
                new Call.Timeouts(
                        Duration.ofMillis(connect),
                        Duration.ofMillis(firstToken),
                        Duration.ofMillis(idle),
                        Duration.ofMillis(total)),
                new Cancellation());
    }

    private static Query query(String question, boolean stream) {
        var start = "{\"model\":";
        var json = start + "\"auto\",\"messages\":[{\"role\":\"user\",\"content\":\"" + question + "\"}]"
                + (stream ? ",\"stream\":true," : ",") + UNKNOWN_FIELD + "}";
        var bytes = json.getBytes(UTF_8);
        var end = new Payload.Span(bytes.length - 1, bytes.length - 1);
        var usage = new Payload.Edit(end, ",\"stream_options\":{\"include_usage\":true}");
        var payload = Payload.of(bytes, new Payload.Span(start.length(), start.length() + 6), usage);
        var plain = Settings.DEFAULT;
        var settings = new Settings(stream, null, null, plain.sampling(), List.of(), Set.of());
        return new Query("q-1", "auto", List.of(Turn.user(question)), settings, new Caller("t", "k"), payload);
    }
}
