package dev.signalbox.telemetry;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Records that the database refuses, one JSON object per line, for people to look at. */
record Rejects(Path file) {

    void add(Frame frame) throws IOException {
        Files.writeString(file, frame.json() + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }
}
