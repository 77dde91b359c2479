package dev.signalbox.moe.gguf;

/**
 * How much of a model something is.
 *
 * @param parameters numbers
 * @param bytes that they take in the file
 */
public record Weights(long parameters, long bytes) {

    /** None at all. */
    public static final Weights NONE = new Weights(0, 0);

    static Weights of(GgufTensor tensor) {
        return new Weights(tensor.elements(), tensor.bytes());
    }

    public Weights plus(Weights other) {
        return new Weights(parameters + other.parameters, bytes + other.bytes);
    }

    public Weights minus(Weights other) {
        return new Weights(parameters - other.parameters, bytes - other.bytes);
    }

    /** What {@code part} of {@code whole} equal pieces take. */
    Weights share(int part, int whole) {
        return new Weights(parameters / whole * part, bytes / whole * part);
    }
}
