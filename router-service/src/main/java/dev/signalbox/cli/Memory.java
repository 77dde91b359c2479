package dev.signalbox.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.stream.Stream;

/** Resident memory of processes. */
final class Memory {

    private Memory() {}

    /** For people: the service's and its database server's, in MiB. */
    static String describe(long pid, Home home) {
        var service = residentKib(pid);
        if (service.isEmpty()) {
            return "memory unknown";
        }
        long database = DatabaseServer.find(home)
                .map(server -> sumKib(Stream.concat(
                        Stream.of(server.process()), server.process().descendants())))
                .orElse(0L);
        var own = String.format(Locale.ROOT, "%d MiB resident", service.getAsLong() / 1024);
        return database == 0 ? own : own + String.format(Locale.ROOT, ", PostgreSQL %d MiB", database / 1024);
    }

    /** Resident set of one process in KiB; empty where the system does not tell. */
    static OptionalLong residentKib(long pid) {
        var status = Path.of("/proc", Long.toString(pid), "status");
        return Files.exists(status) ? field(status, "VmRSS:") : askPs(pid);
    }

    /** Shared pages count once: PostgreSQL's processes share most of theirs. */
    private static long sumKib(Stream<ProcessHandle> processes) {
        return processes
                .map(process -> Path.of("/proc", Long.toString(process.pid()), "smaps_rollup"))
                .filter(Files::exists)
                .mapToLong(file -> field(file, "Pss:").orElse(0))
                .sum();
    }

    private static OptionalLong field(Path file, String name) {
        try (var lines = Files.lines(file)) {
            return lines.filter(line -> line.startsWith(name))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                    .findFirst();
        } catch (IOException | java.io.UncheckedIOException _) {
            return OptionalLong.empty(); // The process has just ended, or belongs to somebody else.
        }
    }

    private static OptionalLong askPs(long pid) {
        try {
            var ps = new ProcessBuilder("ps", "-o", "rss=", "-p", Long.toString(pid)).start();
            try (var out = ps.inputReader()) {
                var text = out.readAllAsString().strip();
                return text.isEmpty() ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(text));
            }
        } catch (IOException _) {
            return OptionalLong.empty(); // Neither /proc nor ps: the figure is a courtesy.
        }
    }
}
