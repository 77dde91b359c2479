package dev.signalbox.moe.llama;

/**
 * Who looks at the gating networks of a context, or changes what they see. Called by the thread that decodes, inside the
 * native call: it must be quick, and what it throws ends the decoding only once the native call is over.
 */
public interface GateTap {

    /** What is wanted of one native call. */
    enum Wish {
        /** Nothing: the call runs as if there were no tap, but for asking. */
        NOTHING,
        /** To see what was chosen. Splits the computation once in each layer. */
        WATCH,
        /** To change the logits. Splits the computation once in each layer. */
        STEER,
        /** Both. */
        STEER_AND_WATCH;

        boolean watches() {
            return this == WATCH || this == STEER_AND_WATCH;
        }

        boolean steers() {
            return this == STEER || this == STEER_AND_WATCH;
        }
    }

    /** Before {@code batch} is decoded. */
    Wish before(LlamaBatch batch);

    /** One layer has chosen its experts for the tokens of {@code batch}. */
    void chosen(GateChoice choice, LlamaBatch batch);

    /** One layer is about to choose. */
    void steer(GateLogits logits);

    /** After the batch was decoded; not called when that failed. */
    void after();
}
