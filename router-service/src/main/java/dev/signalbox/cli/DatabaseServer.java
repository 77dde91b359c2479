package dev.signalbox.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The embedded PostgreSQL server of a home folder, as its {@code postmaster.pid} tells.
 *
 * @param process the postmaster
 */
record DatabaseServer(ProcessHandle process) {

    private static final Duration SAME = Duration.ofSeconds(60);
    private static final int START_LINE = 2;

    /** The one that runs on the data in {@code home}, if any. */
    static Optional<DatabaseServer> find(Home home) {
        var file = home.database().resolve("postmaster.pid");
        try {
            var lines = Files.exists(file) ? Files.readAllLines(file) : List.<String>of();
            return lines.size() <= START_LINE
                    ? Optional.empty()
                    : alive(lines.getFirst(), lines.get(START_LINE)).map(DatabaseServer::new);
        } catch (IOException e) {
            throw VerbException.failed("Cannot read " + file + ": " + e.getMessage());
        }
    }

    /** A stale file may name a number that another process has now: the start times tell them apart. */
    private static Optional<ProcessHandle> alive(String pid, String startSecond) {
        var recorded = Instant.ofEpochSecond(Long.parseLong(startSecond.strip()));
        return ProcessHandle.of(Long.parseLong(pid.strip()))
                .filter(ProcessHandle::isAlive)
                .filter(process -> process.info()
                        .startInstant()
                        .filter(start -> Duration.between(start, recorded).abs().compareTo(SAME) < 0)
                        .isPresent());
    }

    /** Asks for PostgreSQL's fast shutdown, which ends sessions instead of waiting for them. */
    void stop() {
        try {
            new ProcessBuilder("kill", "-INT", Long.toString(process.pid()))
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw VerbException.failed("Cannot stop the database server, pid " + process.pid() + ": " + e.getMessage());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
