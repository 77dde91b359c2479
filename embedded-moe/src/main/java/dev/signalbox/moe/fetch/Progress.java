package dev.signalbox.moe.fetch;

import java.util.Locale;

/**
 * How far a download has come.
 *
 * @param done bytes that are here
 * @param total bytes of the file, or -1 while nobody has said
 * @param problem why it waits or failed, else empty
 */
public record Progress(State state, long done, long total, String problem) {

    /** What a download does. */
    public enum State {
        DOWNLOADING,
        /** Reading what came, to see whether it is what was asked for. */
        VERIFYING,
        /** Until it tries again. */
        WAITING,
        DONE,
        FAILED
    }

    /** For people, such as {@code downloading, 43%}. */
    public String text() {
        return switch (state) {
            case DOWNLOADING -> "downloading, " + amount();
            case VERIFYING -> "verifying, " + amount();
            case WAITING -> "downloading, " + amount() + "; waits to try again: " + problem;
            case DONE -> "downloaded";
            case FAILED -> "not downloaded: " + problem;
        };
    }

    private String amount() {
        return total > 0
                ? done * 100 / total + "%"
                : String.format(Locale.ROOT, "%.1f MiB so far", done / (double) (1 << 20));
    }
}
