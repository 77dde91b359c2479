package dev.signalbox.moe.gate;

/** Takes routings token by token. Used by several threads. */
public interface RoutingSink {

    /** @param routing good only during the call */
    void routed(Passage passage, TokenRouting routing);
}
