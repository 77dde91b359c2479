package dev.signalbox.moe.worker;

/**
 * How a worker is.
 *
 * @param pid of its process, or 0 while there is none
 * @param restarts how often it was started again
 * @param problem why it is not ready, for people; empty when it is
 */
public record WorkerStatus(State state, long pid, int restarts, String problem) {

    /** In what state. */
    public enum State {
        STARTING,
        READY,
        /** It ended too often in a row, and is tried again later. */
        DOWN
    }
}
