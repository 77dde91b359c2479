package dev.signalbox.cli;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** The end of a log file, from a position on. */
final class LogTail {

    private static final int MOST = 64 * 1024;
    private static final Pattern ENTRY = Pattern.compile("\\S+ +[A-Z]+ .*?\\] +\\S+ *: (?<message>.*)");
    private final Path file;
    private long position;

    LogTail(Path file, long position) {
        this.file = file;
        this.position = position;
    }

    static long end(Path file) {
        try {
            return Files.exists(file) ? Files.size(file) : 0;
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    /** What was appended since the last call; a file that shrank was rotated and is read from its start. */
    String fresh() {
        long end = end(file);
        if (end < position) {
            position = 0;
        }
        var text = read(Math.max(position, end - MOST), end);
        position = end;
        return text;
    }

    List<String> last(int lines) {
        var all = read(Math.max(position, end(file) - MOST), end(file))
                .lines()
                .filter(line -> !line.isBlank())
                .toList();
        return all.subList(Math.max(0, all.size() - lines), all.size());
    }

    /** The message of the last line: what follows the time, level, thread and logger. */
    Optional<String> lastMessage() {
        return last(1).stream().findFirst().map(LogTail::message);
    }

    private static String message(String line) {
        var matcher = ENTRY.matcher(line);
        return matcher.matches() ? matcher.group("message").strip() : line.strip();
    }

    private String read(long from, long to) {
        if (to <= from) {
            return "";
        }
        try (var in = new RandomAccessFile(file.toFile(), "r")) {
            in.seek(from);
            var bytes = new byte[(int) (to - from)];
            int count = in.read(bytes);
            return new String(bytes, 0, Math.max(0, count), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    private static VerbException unreadable(Path file, IOException e) {
        return VerbException.failed("Cannot read " + file + ": " + e.getMessage());
    }
}
