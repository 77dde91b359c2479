package dev.signalbox.learning;

/** Hears how far long work has come. Called from several threads. */
@FunctionalInterface
public interface Progress {

    /** @param phase what is being done, one word */
    void at(String phase, int done, int of);
}
