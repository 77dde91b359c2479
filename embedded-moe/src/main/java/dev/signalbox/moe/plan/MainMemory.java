package dev.signalbox.moe.plan;

import dev.signalbox.moe.llama.Device;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The memory that this process may use: what Linux calls available, within the limit of the control group (container) it
 * runs in. On other systems it is not known.
 */
public final class MainMemory {

    private static final Pattern TOTAL = Pattern.compile("MemTotal:\\s+([0-9]+) kB");
    private static final Pattern AVAILABLE = Pattern.compile("MemAvailable:\\s+([0-9]+) kB");

    private static final Pattern CACHED = Pattern.compile("(?m)^(?:in)?active_file ([0-9]{1,18})$");

    private final Path machine;
    private final Path group;

    /**
     * @param machine the file that Linux tells its memory in
     * @param group the folder in which it tells that of the control group
     */
    MainMemory(Path machine, Path group) {
        this.machine = machine;
        this.group = group;
    }

    /** Of this machine. */
    public static MainMemory here() {
        return new MainMemory(Path.of("/proc/meminfo"), Path.of("/sys/fs/cgroup"));
    }

    /** As a device, now; of 0 bytes when it is not known. */
    public Device device() {
        var said = read(machine).orElse("");
        long total = kilobytes(TOTAL, said);
        long free = Math.min(total, kilobytes(AVAILABLE, said));
        long limit = number("memory.max").orElse(total);
        if (limit < total) {
            total = limit;
            free = Math.min(free, Math.max(0, limit - number("memory.current").orElse(0L) + cached()));
        }
        return new Device("CPU", "main memory", Device.Kind.CPU, total, free);
    }

    private static long kilobytes(Pattern pattern, String text) {
        var found = pattern.matcher(text);
        return found.find() ? Long.parseLong(found.group(1)) << 10 : 0;
    }

    /** What the group holds of files, which makes way for whatever needs the room: a model just read is all there. */
    private long cached() {
        var said = read(group.resolve("memory.stat")).orElse("");
        return CACHED.matcher(said)
                .results()
                .mapToLong(found -> Long.parseLong(found.group(1)))
                .sum();
    }

    /** "max" stands for no limit. */
    private Optional<Long> number(String file) {
        return read(group.resolve(file))
                .map(String::strip)
                .filter(text -> text.matches("[0-9]{1,18}"))
                .map(Long::valueOf);
    }

    private static Optional<String> read(Path file) {
        try {
            return Files.isReadable(file) ? Optional.of(Files.readString(file)) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty(); // as on a system that has no such file
        }
    }
}
