package dev.signalbox.moe.gate;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/** Replays a file of {@link TraceWriter} into a sink. What is not such a file is refused with the place where it is not. */
public final class TraceReader implements AutoCloseable {

    private static final int MOST_PASSAGES = 10_000_000;

    private final Path file;
    private final DataInputStream in;
    private final TraceHeader header;
    private final Map<Long, Passage> passages = new HashMap<>();
    private TokenRouting routing;
    private long records;

    private TraceReader(Path file, DataInputStream in) throws IOException {
        this.file = file;
        this.in = in;
        header = header();
        routing = new TokenRouting(header.shape().layers(), 1);
    }

    public static TraceReader open(Path file) throws IOException {
        DataInputStream in;
        try {
            in = new DataInputStream(new BufferedInputStream(new GZIPInputStream(Files.newInputStream(file))));
        } catch (ZipException | EOFException e) {
            throw new IOException(file + ": not a routing trace", e);
        }
        try {
            return new TraceReader(file, in);
        } catch (IOException | RuntimeException e) {
            in.close();
            throw e;
        }
    }

    public TraceHeader whatOf() {
        return header;
    }

    private TraceHeader header() throws IOException {
        try {
            if (!Arrays.equals(in.readNBytes(TraceWriter.MAGIC.length), TraceWriter.MAGIC)) {
                throw wrong("not a routing trace");
            }
            int version = in.readUnsignedByte();
            if (version != TraceWriter.VERSION) {
                throw wrong("version " + version + ", expected " + TraceWriter.VERSION);
            }
            var model = in.readUTF();
            return new TraceHeader(
                    model, new GateShape(in.readUnsignedShort(), in.readUnsignedShort()), in.readBoolean());
        } catch (EOFException e) {
            throw wrong("ends in its header");
        } catch (IllegalArgumentException e) {
            throw wrong(String.valueOf(e.getMessage()));
        }
    }

    /** To the end, once. */
    public void replay(RoutingSink sink) throws IOException {
        try {
            for (int kind = in.readUnsignedByte(); kind != 'E'; kind = in.readUnsignedByte()) {
                records++;
                switch (kind) {
                    case 'P' -> passage();
                    case 'T' -> token(sink);
                    default -> throw wrong("a record of kind " + kind);
                }
            }
        } catch (EOFException e) {
            throw wrong("ends before its end");
        }
    }

    private void passage() throws IOException {
        long id = in.readLong();
        if (passages.size() == MOST_PASSAGES) {
            throw wrong("more than " + MOST_PASSAGES + " texts");
        }
        passages.put(id, new Passage(id, new Topic(in.readUTF(), in.readUTF())));
    }

    private void token(RoutingSink sink) throws IOException {
        var passage = passages.get(in.readLong());
        if (passage == null) {
            throw wrong("a token of a text that was not told of");
        }
        var phase = in.readBoolean() ? Phase.REPLY : Phase.PROMPT;
        int position = in.readInt();
        int token = header.tokens() ? in.readInt() : TokenRouting.UNTOLD;
        int used = in.readUnsignedShort();
        if (used < 1 || used > header.shape().experts()) {
            throw wrong(used + " experts of a token, expected 1 to "
                    + header.shape().experts());
        }
        if (routing.used() != used) {
            routing = new TokenRouting(header.shape().layers(), used);
        }
        routing.begin(token, phase, Math.max(0, position));
        for (int layer = 0; layer < header.shape().layers(); layer++) {
            if (in.readBoolean()) {
                layer(layer, used);
            }
        }
        sink.routed(passage, routing);
    }

    private void layer(int layer, int used) throws IOException {
        float entropy = in.readFloat();
        for (int rank = 0; rank < used; rank++) {
            int expert = below("expert", in.readUnsignedShort(), header.shape().experts());
            routing.choose(layer, rank, expert, weight(in.readFloat()));
        }
        routing.settle(layer, weight(entropy));
    }

    private float weight(float value) throws IOException {
        if (!(value >= 0 && value <= Float.MAX_VALUE)) {
            throw wrong("a weight of " + value);
        }
        return value;
    }

    private int below(String what, int value, int end) throws IOException {
        if (value >= end) {
            throw wrong(what + " " + value + ", expected 0 to " + (end - 1));
        }
        return value;
    }

    private IOException wrong(String what) {
        return new IOException(file + ", record " + records + ": " + what);
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
