package dev.signalbox.experts;

/** Something that a query can need and an expert can do, beyond plain chat. */
public enum Ability {
    TOOLS,
    VISION,
    AUDIO,
    JSON,
    LOGPROBS,
    /** Knows steerings by name; what one has may not be what another has. */
    STEERING,
    /** Takes a reasoning effort; nobody needs it, but only those who have it are told one by a gate. */
    REASONING
}
