package dev.signalbox.testing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A request as a {@link FaultServer} got it.
 *
 * @param headers last value of each, names in any case
 * @param body as text, UTF-8
 */
public record Received(String method, String target, Map<String, String> headers, String body) {

    /** The value of a header, empty when it was not sent. */
    public Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name));
    }

    /** The next request on a connection, empty at its end. */
    static Optional<Received> read(InputStream in) throws IOException {
        var first = line(in);
        if (first.isEmpty()) {
            return Optional.empty();
        }
        var words = first.split(" ");
        var headers = new TreeMap<String, String>(String.CASE_INSENSITIVE_ORDER);
        for (var line = line(in); !line.isEmpty(); line = line(in)) {
            int colon = line.indexOf(':');
            headers.put(line.substring(0, colon), line.substring(colon + 1).trim());
        }
        return Optional.of(new Received(words[0], words[1], headers, new String(body(in, headers), UTF_8)));
    }

    private static byte[] body(InputStream in, Map<String, String> headers) throws IOException {
        if (!headers.containsKey("Transfer-Encoding")) {
            return exactly(in, Integer.parseInt(headers.getOrDefault("Content-Length", "0")));
        }
        var body = new ByteArrayOutputStream();
        for (int size = Integer.parseInt(line(in), 16); size > 0; size = Integer.parseInt(line(in), 16)) {
            body.write(exactly(in, size));
            line(in);
        }
        line(in);
        return body.toByteArray();
    }

    private static byte[] exactly(InputStream in, int length) throws IOException {
        var bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException();
        }
        return bytes;
    }

    /** Up to the line feed; empty at the end of the connection too. */
    private static String line(InputStream in) throws IOException {
        var line = new ByteArrayOutputStream();
        for (int next = in.read(); next >= 0 && next != '\n'; next = in.read()) {
            if (next != '\r') {
                line.write(next);
            }
        }
        return line.toString(ISO_8859_1);
    }
}
