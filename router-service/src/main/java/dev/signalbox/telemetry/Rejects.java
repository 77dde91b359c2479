package dev.signalbox.telemetry;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.signalbox.store.OwnerOnly;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;

/** Records that the database refuses, one JSON object per line, for people to look at. */
record Rejects(Path file) {

    void add(Frame frame) throws IOException {
        try (var channel = FileChannel.open(
                file, Set.of(StandardOpenOption.CREATE, StandardOpenOption.APPEND), OwnerOnly.file())) {
            var line = ByteBuffer.wrap((frame.json() + "\n").getBytes(UTF_8));
            while (line.hasRemaining()) {
                channel.write(line);
            }
        }
    }
}
