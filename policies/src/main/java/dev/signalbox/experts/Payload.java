package dev.signalbox.experts;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import java.io.ByteArrayOutputStream;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * A request body in the OpenAI chat dialect, kept as the bytes that arrived so that fields unknown to us reach an expert
 * untouched. Only the places that must change on the way are known, as byte ranges.
 */
public final class Payload {

    private final byte[] json;
    private final Span model;
    private final Edit usage;
    private final Edit effort;

    private Payload(byte[] json, Span model, Edit usage, Edit effort) {
        this.json = json;
        this.model = requireNonNull(model);
        this.usage = requireNonNull(usage);
        this.effort = requireNonNull(effort);
    }

    /**
     * @param json a JSON object, UTF-8; copied
     * @param model the value of its top-level {@code model} field, quotes included
     * @param usage what makes {@code stream_options.include_usage} true, {@link Edit#NONE} when it is
     */
    public static Payload of(byte[] json, Span model, Edit usage) {
        return new Payload(json.clone(), model, usage, Edit.NONE);
    }

    /** The same body, which says {@code "reasoning_effort": null} at {@code effort}. */
    public Payload withNullEffort(Span effort) {
        return new Payload(json, model, usage, new Edit(effort, "null"));
    }

    /** The same body asking for an effort; only where it does not ask for one itself. */
    Payload withEffort(Settings.Effort wanted) {
        var value = '"' + wanted.name().toLowerCase(Locale.ROOT) + '"';
        var ask = effort.equals(Edit.NONE)
                ? new Edit(new Span(model.end(), model.end()), ",\"reasoning_effort\":" + value)
                : new Edit(effort.where(), value);
        return new Payload(json, model, usage, ask);
    }

    /** Length in bytes. */
    public int size() {
        return json.length;
    }

    /**
     * The body to send upstream: the model's name replaced and, for a stream, the usage chunk asked for, because cost is
     * counted from it, and the effort that a gate decided. Every other byte is as it arrived.
     *
     * @param upstreamModel the model's name as a JSON string, quotes included
     */
    public byte[] sentTo(String upstreamModel, boolean stream) {
        var rename = new Edit(model, upstreamModel);
        var edits = stream ? List.of(rename, usage, effort) : List.of(rename, effort);
        return apply(edits.stream()
                .sorted(Comparator.comparingInt(edit -> edit.where().start())));
    }

    private byte[] apply(Stream<Edit> edits) {
        var out = new ByteArrayOutputStream(json.length + 64);
        int[] at = {0};
        edits.forEach(edit -> {
            if (edit.equals(Edit.NONE)) {
                return;
            }
            out.write(json, at[0], edit.where().start() - at[0]);
            out.writeBytes(edit.text().getBytes(UTF_8));
            at[0] = edit.where().end();
        });
        out.write(json, at[0], json.length - at[0]);
        return out.toByteArray();
    }

    /** A byte range of the body, {@code end} exclusive. */
    public record Span(int start, int end) {
        public Span {
            if (start < 0 || end < start) {
                throw new IllegalArgumentException("span: " + start + ".." + end + ", expected 0 <= start <= end");
            }
        }
    }

    /** A range and what stands there instead. */
    public record Edit(Span where, String text) {
        public static final Edit NONE = new Edit(new Span(0, 0), "");
    }
}
