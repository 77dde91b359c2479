package dev.signalbox.moe.gate;

/** Whether a token was read or written. */
public enum Phase {
    PROMPT,
    REPLY
}
