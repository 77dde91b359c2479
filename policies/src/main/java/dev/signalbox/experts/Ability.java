package dev.signalbox.experts;

/** Something that a query can need and an expert can do, beyond plain chat. */
public enum Ability {
    TOOLS,
    VISION,
    AUDIO,
    JSON,
    LOGPROBS
}
