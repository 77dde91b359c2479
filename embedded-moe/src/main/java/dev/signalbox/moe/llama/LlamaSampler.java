package dev.signalbox.moe.llama;

import static java.lang.foreign.ValueLayout.JAVA_BOOLEAN;

import dev.signalbox.moe.llama.LlamaLibrary.ContextCalls;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** A native sampler chain: temperature, then nucleus, then a draw; or just the likeliest token. */
public final class LlamaSampler implements AutoCloseable {

    /** llama.cpp takes this seed for "a random one". */
    private static final int RANDOM_SEED = -1;

    private final ContextCalls calls;
    private final MemorySegment chain;

    private LlamaSampler(ContextCalls calls, MemorySegment chain) {
        this.calls = calls;
        this.chain = chain;
    }

    static LlamaSampler open(ContextCalls calls, Sampling sampling) {
        try (var arena = Arena.ofConfined()) {
            var params = arena.allocate(Layouts.CHAIN_PARAMS);
            params.set(JAVA_BOOLEAN, 0, true);
            var sampler = new LlamaSampler(calls, (MemorySegment) calls.chain.invokeExact(params));
            sampler.fill(sampling);
            return sampler;
        } catch (Throwable e) {
            throw Symbols.broken(e);
        }
    }

    private void fill(Sampling sampling) throws Throwable {
        if (sampling.temperature() == 0) {
            add((MemorySegment) calls.greedy.invokeExact());
            return;
        }
        add((MemorySegment) calls.temperature.invokeExact((float) sampling.temperature()));
        if (sampling.topP() < 1) {
            add((MemorySegment) calls.topP.invokeExact((float) sampling.topP(), 1L));
        }
        int seed = sampling.seed() == RANDOM_SEED ? RANDOM_SEED - 1 : sampling.seed();
        add((MemorySegment) calls.draw.invokeExact(seed));
    }

    /** The chain owns what is added. */
    private void add(MemorySegment link) throws Throwable {
        calls.add.invokeExact(chain, link);
    }

    MemorySegment pointer() {
        return chain;
    }

    @Override
    public void close() {
        try {
            calls.freeSampler.invokeExact(chain);
        } catch (Throwable e) {
            throw Symbols.broken(e);
        }
    }
}
