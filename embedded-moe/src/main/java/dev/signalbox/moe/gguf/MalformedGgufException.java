package dev.signalbox.moe.gguf;

import java.io.IOException;
import java.nio.file.Path;

/** A file that is not the GGUF model it should be; the message names the file and what is wrong, fit to be shown. */
public final class MalformedGgufException extends IOException {
    private static final long serialVersionUID = 1L;
    private static final int MOST_CHARACTERS = 400;

    public MalformedGgufException(Path file, String problem) {
        super(file + ": " + PlainText.line(problem, MOST_CHARACTERS));
    }
}
