package dev.signalbox.evaluate;

/** Judges an answer against the expected one. Pure. */
public interface Grader {

    /** Quality in [0, 1]. */
    double grade(String reply, String expected);
}
