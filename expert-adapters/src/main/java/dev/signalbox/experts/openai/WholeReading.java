package dev.signalbox.experts.openai;

import dev.signalbox.experts.Query;
import dev.signalbox.experts.Reply;
import dev.signalbox.experts.Usage;
import dev.signalbox.experts.http.Incoming;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;

/** Takes a reply whole: the body's bytes stay as they came, and one pass over them finds usage and finish. */
final class WholeReading implements Reading {

    private static final int FIRST_BUFFER = 8 * 1024;

    private final Query query;
    private final Failures failures;
    private boolean sent;
    private boolean responded;

    WholeReading(Query query, Failures failures) {
        this.query = query;
        this.failures = failures;
    }

    @Override
    public void sending() {
        sent = true;
    }

    @Override
    public Reply read(Incoming response) throws IOException {
        responded = true;
        if (response.status() / 100 != 2) {
            return failures.refused(response);
        }
        if (Wire.isEncoded(response)) {
            return failures.malformed("a compressed reply, though identity was asked for", Estimate.ofPrompt(query));
        }
        var body = body(response);
        return body.map(this::judge)
                .orElseGet(() -> failures.malformed(
                        "a reply longer than " + ChatJson.MAX_BYTES + " bytes", Estimate.ofPrompt(query)));
    }

    @Override
    public Reply broken(IOException thrown) {
        return failures.broken(thrown, responded, sent ? Estimate.ofPrompt(query) : Usage.NONE);
    }

    private Reply judge(byte[] body) {
        var parsed = ChatJson.parse(body, 0, body.length);
        if (parsed.isEmpty()) {
            return failures.malformed("a reply that is not a JSON object", Estimate.ofPrompt(query));
        }
        var json = parsed.get();
        var usage = json.usage() == null ? Estimate.of(query, json.textLength() / 4) : json.usage();
        if (json.hasError()) {
            var used = json.usage() == null ? Usage.NONE : json.usage();
            return failures.reported(ErrorJson.parse(body, 0, body.length), used);
        }
        if (json.choices() == 0) {
            return failures.malformed("a reply without choices", usage);
        }
        var finish = json.finish() == null ? Reply.Finish.STOP : json.finish();
        return new Reply.Answer(new Reply.Body(ByteBuffer.wrap(body)), finish, usage);
    }

    /** Empty when it is longer than we take. */
    private static Optional<byte[]> body(Incoming response) throws IOException {
        var bytes = new byte[FIRST_BUFFER];
        int length = 0;
        int count = response.read(bytes, 0, bytes.length);
        response.clock().begun();
        while (count >= 0) {
            length += count;
            response.clock().progressed();
            if (length > ChatJson.MAX_BYTES) {
                return Optional.empty();
            }
            if (length == bytes.length) {
                bytes = Arrays.copyOf(bytes, Math.min(2 * length, ChatJson.MAX_BYTES + 1));
            }
            count = response.read(bytes, length, bytes.length - length);
        }
        return Optional.of(Arrays.copyOf(bytes, length));
    }
}
