package dev.signalbox.moe.gate;

import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.zip.GZIPOutputStream;

/**
 * Records routings in a file: gzip around big-endian numbers. Holds no text, and no token unless it was asked to.
 *
 * <pre>
 *   header   magic "SBGATE", version u8, model utf, layers u16, experts u16, tokens u8 (0 or 1)
 *   passage  'P', id i64, domain utf, language utf           before its first token
 *   token    'T', passage i64, reply u8 (0 or 1), position i32, token i32 (if told), used u16, then for each layer
 *            seen u8 (0 or 1), and if seen entropy f32, used times: expert u16, weight f32
 *   end      'E'
 * </pre>
 */
public final class TraceWriter implements RoutingSink, AutoCloseable {

    static final byte[] MAGIC = {'S', 'B', 'G', 'A', 'T', 'E'};
    static final int VERSION = 2;

    private static final int BUFFER = 1 << 16;

    private final TraceHeader header;
    private final DataOutputStream out;
    private final Set<Long> known = new HashSet<>();
    private boolean open = true;

    private TraceWriter(TraceHeader header, DataOutputStream out) {
        this.header = header;
        this.out = out;
    }

    /** @param file is replaced */
    public static TraceWriter create(Path file, TraceHeader header) throws IOException {
        var zipped = new GZIPOutputStream(Files.newOutputStream(file), BUFFER);
        var out = new DataOutputStream(new BufferedOutputStream(zipped, BUFFER));
        out.write(MAGIC);
        out.writeByte(VERSION);
        out.writeUTF(header.model());
        out.writeShort(header.shape().layers());
        out.writeShort(header.shape().experts());
        out.writeBoolean(header.tokens());
        return new TraceWriter(header, out);
    }

    @Override
    public synchronized void routed(Passage passage, TokenRouting routing) {
        if (!open) {
            return;
        }
        try {
            if (known.add(passage.id())) {
                write(passage);
            }
            write(passage.id(), routing);
        } catch (IOException e) {
            throw new UncheckedIOException("the trace cannot be written", e);
        }
    }

    private void write(Passage passage) throws IOException {
        out.writeByte('P');
        out.writeLong(passage.id());
        out.writeUTF(passage.topic().domain());
        out.writeUTF(passage.topic().language());
    }

    private void write(long passage, TokenRouting routing) throws IOException {
        out.writeByte('T');
        out.writeLong(passage);
        out.writeBoolean(routing.phase() == Phase.REPLY);
        out.writeInt(routing.position());
        if (header.tokens()) {
            out.writeInt(routing.token());
        }
        out.writeShort(routing.used());
        for (int layer = 0; layer < routing.layers(); layer++) {
            out.writeBoolean(routing.seen(layer));
            if (routing.seen(layer)) {
                out.writeFloat(routing.entropy(layer));
                for (int rank = 0; rank < routing.used(); rank++) {
                    out.writeShort(routing.expert(layer, rank));
                    out.writeFloat(routing.weight(layer, rank));
                }
            }
        }
    }

    @Override
    public synchronized void close() throws IOException {
        if (open) {
            open = false;
            out.writeByte('E');
            out.close();
        }
    }
}
