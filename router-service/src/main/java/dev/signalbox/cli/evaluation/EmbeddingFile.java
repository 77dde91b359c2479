package dev.signalbox.cli.evaluation;

import dev.signalbox.features.Embedding;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.CheckedOutputStream;

/**
 * A list of embeddings as a file.
 *
 * <pre>
 *   format     int32
 *   count      int32
 *   dimension  int32
 *   values     float32 [count][dimension]
 *   checksum   int64, CRC-32 of all before it
 * </pre>
 */
final class EmbeddingFile {

    private static final int FORMAT = 0x5b0e0001;

    private EmbeddingFile() {}

    /** Replaces {@code file} in one step, so that nobody reads a part. */
    static void write(Path file, List<Embedding> embeddings, int dimension) throws IOException {
        var fresh = Files.createTempFile(file.toAbsolutePath().getParent(), "new", ".embeddings");
        try {
            var checked = new CheckedOutputStream(new BufferedOutputStream(Files.newOutputStream(fresh)), new CRC32());
            try (var out = new DataOutputStream(checked)) {
                out.writeInt(FORMAT);
                out.writeInt(embeddings.size());
                out.writeInt(dimension);
                for (var embedding : embeddings) {
                    for (int i = 0; i < dimension; i++) {
                        out.writeFloat(embedding.at(i));
                    }
                }
                out.writeLong(checked.getChecksum().getValue());
            }
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(fresh);
        }
    }

    /** Exactly what was written, or an exception. */
    static List<Embedding> read(Path file, int count, int dimension) throws IOException {
        var checked = new CheckedInputStream(new BufferedInputStream(Files.newInputStream(file)), new CRC32());
        try (var in = new DataInputStream(checked)) {
            require("format", in.readInt(), FORMAT);
            require("count", in.readInt(), count);
            require("dimension", in.readInt(), dimension);
            var embeddings = new ArrayList<Embedding>(count);
            for (int i = 0; i < count; i++) {
                var values = new float[dimension];
                for (int d = 0; d < dimension; d++) {
                    values[d] = in.readFloat();
                }
                embeddings.add(Embedding.of(values));
            }
            long checksum = checked.getChecksum().getValue();
            if (in.readLong() != checksum) {
                throw new IOException("its checksum does not match");
            }
            return embeddings;
        } catch (EOFException e) {
            throw new IOException("it ends early", e);
        }
    }

    private static void require(String field, int found, int expected) throws IOException {
        if (found != expected) {
            throw new IOException(field + " " + found + ", expected " + expected);
        }
    }
}
