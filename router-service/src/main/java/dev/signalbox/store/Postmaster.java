package dev.signalbox.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/**
 * A running PostgreSQL server, found by the {@code postmaster.pid} in its data folder.
 *
 * <p>That file outlives a killed server and its process number may since belong to somebody else, which PostgreSQL
 * itself cannot tell; so the process must also have been started for this very folder.
 */
record Postmaster(ProcessHandle process) {

    private static final String FILE = "postmaster.pid";

    /** The server that works on {@code dataFolder}, empty when none does. */
    static Optional<Postmaster> of(Path dataFolder) {
        return pid(dataFolder)
                .flatMap(ProcessHandle::of)
                .filter(ProcessHandle::isAlive)
                .filter(process -> serves(process, dataFolder))
                .map(Postmaster::new);
    }

    /** Removes what a killed server left; call it only when none is running. */
    static void forget(Path dataFolder) {
        try {
            Files.deleteIfExists(dataFolder.resolve(FILE));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean serves(ProcessHandle process, Path dataFolder) {
        return process.info()
                .arguments()
                .map(arguments -> Arrays.asList(arguments).contains(dataFolder.toString()))
                .orElse(false);
    }

    private static Optional<Long> pid(Path dataFolder) {
        var file = dataFolder.resolve(FILE);
        try {
            return Files.exists(file)
                    ? Files.readAllLines(file).stream()
                            .findFirst()
                            .map(String::strip)
                            .filter(line -> line.matches("\\d{1,10}"))
                            .map(Long::valueOf)
                    : Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(file + ": not readable", e);
        }
    }
}
