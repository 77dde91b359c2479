package dev.signalbox.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A running PostgreSQL server, found by the {@code postmaster.pid} in its data folder.
 *
 * <p>That file outlives a killed server and its process number may since belong to somebody else, which PostgreSQL
 * itself cannot tell; so the process must also have been started for this very folder. Every question may fail for a
 * moment, as when no more files can be opened: then it throws, or the answer is {@link Sighting#UNCERTAIN}.
 */
record Postmaster(ProcessHandle process) {

    private static final String FILE = "postmaster.pid";

    /** The server that works on {@code dataFolder}, empty when none was seen. */
    static Optional<Postmaster> of(Path dataFolder) {
        return pid(dataFolder)
                .flatMap(ProcessHandle::of)
                .filter(process -> sighting(process, dataFolder) == Sighting.RUNNING)
                .map(Postmaster::new);
    }

    /** Removes what a killed server left; a file that may be a living one's stays, for PostgreSQL to judge. */
    static void forget(Path dataFolder) {
        if (look(dataFolder) == Sighting.GONE) {
            try {
                Files.deleteIfExists(dataFolder.resolve(FILE));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private static Sighting look(Path dataFolder) {
        return pid(dataFolder)
                .map(pid -> ProcessHandle.of(pid)
                        .map(process -> sighting(process, dataFolder))
                        .orElse(Sighting.GONE))
                .orElse(Sighting.UNCERTAIN);
    }

    private static Sighting sighting(ProcessHandle process, Path dataFolder) {
        if (!process.isAlive() || isZombie(process)) {
            return Sighting.GONE;
        }
        return process.info()
                .arguments()
                .map(arguments -> names(arguments, dataFolder) ? Sighting.RUNNING : Sighting.GONE)
                .orElse(Sighting.UNCERTAIN);
    }

    /** A killed server stays one for good where the first process of a container does not collect its dead. */
    private static boolean isZombie(ProcessHandle process) {
        var stat = Path.of("/proc", Long.toString(process.pid()), "stat");
        try {
            var line = Files.readString(stat);
            // the name before it is in brackets and may hold anything
            return line.startsWith("Z", line.lastIndexOf(')') + 2);
        } catch (NoSuchFileException _) {
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(stat + ": not readable", e);
        }
    }

    /** The folder may have been named through a symbolic link then, and not now, or the other way round. */
    private static boolean names(String[] arguments, Path dataFolder) {
        return Arrays.stream(arguments)
                .anyMatch(argument -> argument.equals(dataFolder.toString()) || leads(argument, dataFolder));
    }

    private static boolean leads(String argument, Path dataFolder) {
        return argument.startsWith("/")
                && Path.of(argument).endsWith(dataFolder.getFileName())
                && real(Path.of(argument)).equals(real(dataFolder));
    }

    private static Path real(Path path) {
        try {
            return path.toRealPath();
        } catch (NoSuchFileException _) {
            return path;
        } catch (IOException e) {
            throw new UncheckedIOException(path + ": not readable", e);
        }
    }

    private static Optional<Long> pid(Path dataFolder) {
        return lines(dataFolder.resolve(FILE)).stream()
                .findFirst()
                .map(String::strip)
                .filter(line -> line.matches("\\d{1,10}"))
                .map(Long::valueOf);
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (NoSuchFileException _) {
            return List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(file + ": not readable", e);
        }
    }

    private enum Sighting {
        RUNNING,
        /** Nobody has the process number, or provably somebody else. */
        GONE,
        /** No file, half a file, or a process that does not show what it is. */
        UNCERTAIN
    }
}
