package dev.signalbox.moe.worker;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.util.Arrays;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** Server-sent events as they come, each a JSON value on one {@code data:} line. Read by one thread. */
public final class EventStream implements AutoCloseable {

    private static final byte[] DATA = "data: ".getBytes(US_ASCII);
    private static final byte[] END = "\n\n".getBytes(US_ASCII);

    private final Socket socket;
    private final InputStream in;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream(512);

    EventStream(Socket socket, InputStream in) {
        this.socket = socket;
        this.in = new BufferedInputStream(in);
    }

    /** Writes one event, and sends nothing yet. */
    public static void write(JsonNode event, OutputStream out) throws IOException {
        out.write(DATA);
        out.write(Wire.bytes(event));
        out.write(END);
    }

    /** The next event; empty at the end of the stream. */
    public Optional<JsonNode> next() throws IOException {
        while (readLine()) {
            var bytes = line.toByteArray();
            if (bytes.length == 0) {
                continue;
            }
            if (!startsWithData(bytes)) {
                throw new MalformedWireException("a line of the stream that is no data");
            }
            return Optional.of(Wire.tree(Arrays.copyOfRange(bytes, DATA.length, bytes.length)));
        }
        return Optional.empty();
    }

    private static boolean startsWithData(byte[] bytes) {
        return bytes.length >= DATA.length && Arrays.equals(bytes, 0, DATA.length, DATA, 0, DATA.length);
    }

    /** False at the end of the stream. */
    private boolean readLine() throws IOException {
        line.reset();
        for (int each = in.read(); each >= 0; each = in.read()) {
            if (each == '\n') {
                return true;
            }
            if (line.size() == Wire.MOST_REPLY_BYTES) {
                throw new MalformedWireException("an event above " + Wire.MOST_REPLY_BYTES + " bytes");
            }
            line.write(each);
        }
        return line.size() > 0;
    }

    /** Tells the other end, from any thread, that no more is wanted; it still says how far it had come. */
    public void hangUp() throws IOException {
        socket.shutdownOutput();
    }

    /** Ends it here and now, from any thread. */
    @Override
    public void close() throws IOException {
        socket.close();
    }
}
