package dev.signalbox.moe;

/** Where a local model is computed. */
public enum RuntimeKind {
    /** By a library in this very process: its faults are ours. */
    IN_PROCESS,
    /** By a process of its own, which is supervised, and started again when it ends. */
    WORKER
}
