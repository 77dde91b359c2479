package dev.signalbox.cli;

import java.util.Locale;

/** A bar that grows in place where a person is watching, and a line per tenth elsewhere. */
final class ProgressBar {

    private static final int WIDTH = 30;
    private final Terminal terminal;
    private String lastPhase = "";
    private long lastTenth = -1;

    ProgressBar(Terminal terminal) {
        this.terminal = terminal;
    }

    void show(String phase, long done, long of) {
        double share = of <= 0 ? 0 : Math.clamp((double) done / of, 0, 1);
        if (terminal.interactive()) {
            int full = (int) Math.round(share * WIDTH);
            terminal.status(text("[" + "#".repeat(full) + "-".repeat(WIDTH - full) + "] ", phase, done, of, share));
            return;
        }
        long tenth = (long) (share * 10);
        if (!phase.equals(lastPhase) || tenth != lastTenth) {
            lastPhase = phase;
            lastTenth = tenth;
            terminal.error(text("", phase, done, of, share));
        }
    }

    private static String text(String bar, String phase, long done, long of, double share) {
        return String.format(Locale.ROOT, "%s%s %d of %d (%d %%)", bar, phase, done, of, (long) (share * 100));
    }
}
