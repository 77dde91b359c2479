package dev.signalbox.moe.gate;

import java.util.Arrays;

/**
 * How often each expert was chosen and how much the gate gave it. Tables of one shape add up.
 *
 * <pre>
 *   uses     [layers][experts]  tokens for which it was chosen
 *   mass     [layers][experts]  what it was given; sums to the layer's tokens
 *   tokens   [layers]
 *   entropy  [layers]           of the gate's distribution, summed over tokens, in nats
 * </pre>
 */
public final class UseTable {

    private final GateShape shape;
    private final long[] uses;
    private final double[] mass;
    private final long[] tokens;
    private final double[] entropy;

    public UseTable(GateShape shape) {
        this.shape = shape;
        uses = new long[shape.layers() * shape.experts()];
        mass = new double[uses.length];
        tokens = new long[shape.layers()];
        entropy = new double[shape.layers()];
    }

    public GateShape shape() {
        return shape;
    }

    void add(TokenRouting routing) {
        for (int layer = 0; layer < shape.layers(); layer++) {
            if (!routing.seen(layer)) {
                continue;
            }
            tokens[layer]++;
            entropy[layer] += routing.entropy(layer);
            for (int rank = 0; rank < routing.used(); rank++) {
                int at = layer * shape.experts() + routing.expert(layer, rank);
                uses[at]++;
                mass[at] += routing.weight(layer, rank);
            }
        }
    }

    /** This and {@code factor} times the other: 1 adds it, -1 takes it away. */
    public UseTable plus(UseTable other, int factor) {
        if (!other.shape.equals(shape)) {
            throw new IllegalArgumentException(other.shape + ", expected " + shape);
        }
        var sum = new UseTable(shape);
        for (int i = 0; i < uses.length; i++) {
            sum.uses[i] = uses[i] + factor * other.uses[i];
            sum.mass[i] = mass[i] + factor * other.mass[i];
        }
        for (int i = 0; i < tokens.length; i++) {
            sum.tokens[i] = tokens[i] + factor * other.tokens[i];
            sum.entropy[i] = entropy[i] + factor * other.entropy[i];
        }
        return sum;
    }

    public UseTable copy() {
        return plus(new UseTable(shape), 1);
    }

    public long tokens(int layer) {
        return tokens[layer];
    }

    /** Over the layer's tokens, in nats. */
    public double entropySum(int layer) {
        return entropy[layer];
    }

    /** @return [experts] */
    public long[] uses(int layer) {
        return Arrays.copyOfRange(uses, layer * shape.experts(), (layer + 1) * shape.experts());
    }

    /** @return [experts] */
    public double[] mass(int layer) {
        return Arrays.copyOfRange(mass, layer * shape.experts(), (layer + 1) * shape.experts());
    }

    public boolean isEmpty() {
        return Arrays.stream(tokens).allMatch(count -> count == 0);
    }

    /** What each expert was chosen for of the layer's tokens; 0 in a layer that was not seen. @return [layers][experts] */
    public double[][] shares() {
        var shares = new double[shape.layers()][shape.experts()];
        for (int layer = 0; layer < shape.layers(); layer++) {
            for (int expert = 0; expert < shape.experts() && tokens[layer] > 0; expert++) {
                shares[layer][expert] = (double) uses[layer * shape.experts() + expert] / tokens[layer];
            }
        }
        return shares;
    }
}
