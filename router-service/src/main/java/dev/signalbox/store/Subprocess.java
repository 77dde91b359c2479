package dev.signalbox.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Runs one of PostgreSQL's programs to its end, for a bounded time. */
final class Subprocess {

    private static final Path UNSHARE = Path.of("/usr/bin/unshare");

    private Subprocess() {}

    /** Its output; throws with that output when it fails. */
    static String run(List<String> command, Duration limit) {
        return run(command, limit, null);
    }

    /**
     * @param input a file that it reads as its standard input, or null for none
     */
    static String run(List<String> command, Duration limit, @Nullable Path input) {
        try {
            // not a pipe: a server started by the program would inherit it and keep it open
            var output = Files.createTempFile("signalbox-", ".out");
            try {
                var builder = new ProcessBuilder(asOrdinaryUser(command))
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile());
                builder.redirectInput(input == null ? Path.of("/dev/null").toFile() : input.toFile());
                var exit = finish(builder.start(), command, limit);
                var text = Files.readString(output).strip();
                if (exit != 0) {
                    throw new IllegalStateException(
                            Path.of(command.getFirst()).getFileName() + " failed: " + text + hint());
                }
                return text;
            } finally {
                Files.delete(output);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(command.getFirst() + " cannot be run", e);
        }
    }

    private static int finish(Process process, List<String> command, Duration limit) {
        try {
            if (process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                return process.exitValue();
            }
            throw new IllegalStateException(command.getFirst() + " did not end within " + limit);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for " + command.getFirst(), e);
        } finally {
            process.destroyForcibly();
        }
    }

    private static String hint() {
        return isRoot()
                ? " (PostgreSQL does not run as root: start the service as another user, allow user namespaces, or"
                        + " set signalbox.database.url)"
                : "";
    }

    private static boolean isRoot() {
        return System.getProperty("user.name").equals("root");
    }

    /** PostgreSQL refuses to run as root; in a user namespace of its own it sees itself as an ordinary user. */
    private static List<String> asOrdinaryUser(List<String> command) {
        if (!isRoot() || !Files.isExecutable(UNSHARE)) {
            return command;
        }
        var wrapped = new ArrayList<>(List.of(UNSHARE.toString(), "--user"));
        wrapped.addAll(command);
        return wrapped;
    }
}
