package dev.signalbox.telemetry;

/** Something whose metrics are brought up to date when they are about to be read. */
@FunctionalInterface
public interface Scraped {
    void refresh();
}
