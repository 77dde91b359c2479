package dev.signalbox.moe.llama;

import static java.lang.foreign.ValueLayout.JAVA_BOOLEAN;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A native sampler chain for one reply: biases, penalties, then the likeliest token; or temperature, cuts and a draw. A
 * grammar, if there is one, rules tokens out before all that.
 */
public final class LlamaSampler implements AutoCloseable {

    /** llama.cpp takes this seed for "a random one". */
    private static final int RANDOM_SEED = -1;

    private static final long BIAS_BYTES = 8;

    private final SamplerCalls calls;
    private final MemorySegment chain;
    private @Nullable Grammar grammar;

    private LlamaSampler(SamplerCalls calls, MemorySegment chain) {
        this.calls = calls;
        this.chain = chain;
    }

    /** @param window the last tokens that penalties look at */
    static LlamaSampler open(SamplerCalls calls, Sampling sampling, int window, int vocabulary) {
        try (var arena = Arena.ofConfined()) {
            var params = arena.allocate(Layouts.CHAIN_PARAMS);
            params.set(JAVA_BOOLEAN, 0, true);
            var sampler = new LlamaSampler(calls, (MemorySegment) calls.chain.invokeExact(params));
            sampler.shape(sampling.shaping(), window, vocabulary, arena);
            sampler.choose(sampling);
            return sampler;
        } catch (Throwable e) {
            throw Symbols.broken(e);
        }
    }

    private void shape(Sampling.Shaping shaping, int window, int vocabulary, Arena arena) throws Throwable {
        if (!shaping.bias().isEmpty()) {
            var biases = biases(shaping.bias(), arena);
            add((MemorySegment)
                    calls.bias.invokeExact(vocabulary, shaping.bias().size(), biases));
        }
        if (shaping.penalises()) {
            add((MemorySegment) calls.penalties.invokeExact(
                    vocabulary, window, (float) shaping.repeat(), (float) shaping.frequency(), (float)
                            shaping.presence()));
        }
    }

    /** An array of C structs, token and bias; the sampler copies it. */
    private static MemorySegment biases(Map<Integer, Double> bias, Arena arena) {
        var array = arena.allocate(BIAS_BYTES * bias.size());
        long at = 0;
        for (var entry : bias.entrySet()) {
            array.set(JAVA_INT, at, entry.getKey());
            array.set(JAVA_FLOAT, at + Integer.BYTES, entry.getValue().floatValue());
            at += BIAS_BYTES;
        }
        return array;
    }

    private void choose(Sampling sampling) throws Throwable {
        if (sampling.temperature() == 0) {
            add((MemorySegment) calls.greedy.invokeExact());
            return;
        }
        var shaping = sampling.shaping();
        add((MemorySegment) calls.temperature.invokeExact((float) sampling.temperature()));
        if (shaping.topK() >= 1) {
            add((MemorySegment) calls.topK.invokeExact(shaping.topK()));
        }
        if (sampling.topP() < 1) {
            add((MemorySegment) calls.topP.invokeExact((float) sampling.topP(), 1L));
        }
        if (shaping.minP() > 0) {
            add((MemorySegment) calls.minP.invokeExact((float) shaping.minP(), 1L));
        }
        int seed = sampling.seed() == RANDOM_SEED ? RANDOM_SEED - 1 : sampling.seed();
        add((MemorySegment) calls.draw.invokeExact(seed));
    }

    /** The chain owns what is added. */
    private void add(MemorySegment link) throws Throwable {
        calls.add.invokeExact(chain, link);
    }

    /** From now on only what {@code rules} allow is drawn; they are closed with this. */
    void constrain(Grammar rules) {
        grammar = rules;
    }

    /** Draws the token after the one at {@code place} of what {@code context} decoded last, and takes note of it. */
    int draw(MemorySegment context, int place) {
        try {
            return grammar == null
                    ? (int) calls.sample.invokeExact(chain, context, place)
                    : grammar.draw(chain, (MemorySegment) calls.logits.invokeExact(context, place));
        } catch (LlamaException e) {
            throw e;
        } catch (Throwable e) {
            throw Symbols.broken(e);
        }
    }

    @Override
    public void close() {
        try {
            calls.free.invokeExact(chain);
        } catch (Throwable e) {
            throw Symbols.broken(e);
        }
        if (grammar != null) {
            grammar.close();
        }
    }
}
