package dev.signalbox.moe.worker;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/** The lines that a worker writes, each cut short and without control characters, as they can go into a log. */
final class LogLines {

    private static final int LONGEST = 500;

    private final InputStream in;

    LogLines(InputStream in) {
        this.in = new BufferedInputStream(in);
    }

    /** The next line that is not blank; empty at the end. */
    Optional<String> next() throws IOException {
        var bytes = new ByteArrayOutputStream();
        for (int each = in.read(); each >= 0; each = in.read()) {
            if (each != '\n') {
                if (bytes.size() < LONGEST) {
                    bytes.write(each);
                }
                continue;
            }
            var line = printable(bytes.toString(UTF_8)).strip();
            if (!line.isEmpty()) {
                return Optional.of(line);
            }
            bytes.reset();
        }
        var rest = printable(bytes.toString(UTF_8)).strip();
        return rest.isEmpty() ? Optional.empty() : Optional.of(rest);
    }

    /** Nobody shall move the cursor of whoever reads the log. */
    static String printable(String text) {
        return text.replaceAll("\\p{Cntrl}", " ");
    }
}
