package dev.signalbox.evaluate;

/** Hears how far long work has come. Called from several threads. */
@FunctionalInterface
public interface Progress {

    Progress NONE = (what, done, of) -> {};

    /** @param what is being done, a few words */
    void at(String what, int done, int of);
}
