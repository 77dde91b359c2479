package dev.signalbox.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Properties;

/**
 * A service process that was started, as the home folder remembers it.
 *
 * @param pid its process
 * @param started when that process began; a later process with the same number is another one
 * @param port where it listens
 * @param app the build that it runs
 */
record Running(long pid, Instant started, int port, String app) {

    /** The clock that start times are computed from may be set in between. */
    private static final Duration SAME = Duration.ofSeconds(2);

    static Running of(ProcessHandle process, int port, App app) {
        return new Running(process.pid(), startOf(process), port, app.folder().toString());
    }

    /** What was last started in {@code home}, whether or not it still runs. */
    static Optional<Running> read(Home home) {
        if (!Files.exists(home.runFile())) {
            return Optional.empty();
        }
        var values = new Properties();
        try (var in = Files.newBufferedReader(home.runFile())) {
            values.load(in);
            return Optional.of(new Running(
                    Long.parseLong(values.getProperty("pid", "")),
                    Instant.parse(values.getProperty("started", "")),
                    Integer.parseInt(values.getProperty("port", "")),
                    values.getProperty("app", "")));
        } catch (IOException | RuntimeException e) {
            throw VerbException.failed("Cannot read " + home.runFile() + " (" + e.getMessage() + "); delete it if no"
                    + " Signalbox runs from that folder");
        }
    }

    void write(Home home) {
        var values = new Properties();
        values.setProperty("pid", Long.toString(pid));
        values.setProperty("started", started.toString());
        values.setProperty("port", Integer.toString(port));
        values.setProperty("app", app);
        try (var out = Files.newBufferedWriter(home.runFile())) {
            values.store(out, "the service that runs from this folder");
        } catch (IOException e) {
            throw VerbException.failed("Cannot write " + home.runFile() + ": " + e.getMessage());
        }
    }

    static void forget(Home home) {
        try {
            Files.deleteIfExists(home.runFile());
        } catch (IOException e) {
            throw VerbException.failed("Cannot delete " + home.runFile() + ": " + e.getMessage());
        }
    }

    /** The process, if it still runs and is the one that was started. */
    Optional<ProcessHandle> process() {
        return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).filter(process -> isSame(startOf(process)));
    }

    private boolean isSame(Instant other) {
        return Duration.between(started, other).abs().compareTo(SAME) <= 0;
    }

    private static Instant startOf(ProcessHandle process) {
        return process.info().startInstant().orElse(Instant.EPOCH);
    }
}
