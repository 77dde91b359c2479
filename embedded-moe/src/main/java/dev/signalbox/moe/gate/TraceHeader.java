package dev.signalbox.moe.gate;

import static java.util.Objects.requireNonNull;

/**
 * What a trace is of.
 *
 * @param model its name
 * @param tokens whether it tells which token was routed; without, no text can be had from it
 */
public record TraceHeader(String model, GateShape shape, boolean tokens) {
    public TraceHeader {
        requireNonNull(model);
        requireNonNull(shape);
    }
}
