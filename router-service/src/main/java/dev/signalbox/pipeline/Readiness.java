package dev.signalbox.pipeline;

/** Whether the service can answer. */
public interface Readiness {

    boolean ready();

    /** For people, what is missing; empty when {@link #ready}. */
    String waitingFor();
}
