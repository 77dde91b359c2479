package dev.signalbox.moe;

import dev.signalbox.moe.gate.GateShape;
import java.io.IOException;

/**
 * What a steering of a loaded model is checked against.
 *
 * @param used experts that a token meets in each layer: no steering may leave fewer
 */
record GateTerms(GateShape shape, int used) {

    /** Of a model that was checked when its expert was opened, by its header. */
    static GateTerms of(LocalRuntime.Shape shape) throws IOException {
        var file = ModelFile.check(shape.file(), false);
        var active = shape.activeExperts();
        return new GateTerms(
                new GateShape(file.layers(), Math.max(1, file.experts())),
                active == null ? file.usedExperts() : active);
    }
}
