package dev.signalbox.cli;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** Where the verbs write: results to one stream, news and errors to the other, in place where a person is watching. */
final class Terminal {

    private static final String CLEAR_LINE = "\r\033[K";
    private final PrintStream out;
    private final PrintStream err;
    private final boolean interactive;
    private boolean statusShown;

    Terminal(PrintStream out, PrintStream err, boolean interactive) {
        this.out = out;
        this.err = err;
        this.interactive = interactive;
    }

    /** The process's own streams; the launching script says whether they end on a terminal, which is dear to ask here. */
    static Terminal standard() {
        var out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        var err = new PrintStream(System.err, true, StandardCharsets.UTF_8);
        return new Terminal(out, err, Boolean.getBoolean("signalbox.terminal"));
    }

    boolean interactive() {
        return interactive;
    }

    void line(String text) {
        clearStatus();
        out.println(text);
    }

    /** Writes without ending the line, for text that arrives in pieces. */
    void piece(String text) {
        clearStatus();
        out.print(text);
        out.flush();
    }

    void error(String text) {
        clearStatus();
        err.println(text);
    }

    /** Replaces the status line; shown only to a person. */
    void status(String text) {
        if (interactive) {
            err.print(CLEAR_LINE + (text.length() > 110 ? text.substring(0, 109) + "…" : text));
            err.flush();
            statusShown = true;
        }
    }

    void clearStatus() {
        if (statusShown) {
            err.print(CLEAR_LINE);
            err.flush();
            statusShown = false;
        }
    }
}
