package dev.signalbox.moe.gate;

/**
 * How many gating networks a model has, and what they choose among.
 *
 * @param layers of the model, numbered from 0; those without experts are never seen
 * @param experts of each layer
 */
public record GateShape(int layers, int experts) {

    private static final int MOST_LAYERS = 1024;
    private static final int MOST_EXPERTS = 4096;

    public GateShape {
        check("layers", layers, MOST_LAYERS);
        check("experts", experts, MOST_EXPERTS);
    }

    private static void check(String name, int value, int most) {
        if (value < 1 || value > most) {
            throw new IllegalArgumentException(name + ": " + value + ", expected 1 to " + most);
        }
    }
}
