package dev.signalbox.moe.llama;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BOOLEAN;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * A grammar that a reply must follow, as a native sampler, and the candidates that it chooses among. Not a link of the
 * sampler chain: native code ends the process when it is told a token that the grammar does not allow, so a place where
 * none is allowed must be seen before anything is drawn.
 */
final class Grammar implements AutoCloseable {

    /** A candidate: token, logit, probability. */
    private static final long CANDIDATE_BYTES = 12;

    private static final long LOGIT = 4;
    private static final long SIZE = 8;
    private static final long SELECTED = 16;
    private static final long SORTED = 24;
    private static final long ARRAY_BYTES = 32;

    private final SamplerCalls calls;
    private final MemorySegment rules;
    private final int vocabulary;
    private final Arena arena = Arena.ofShared();
    private final MemorySegment candidates;
    private final MemorySegment array;

    private Grammar(SamplerCalls calls, MemorySegment rules, int vocabulary) {
        this.calls = calls;
        this.rules = rules;
        this.vocabulary = vocabulary;
        candidates = arena.allocate(CANDIDATE_BYTES * vocabulary, JAVA_LONG.byteAlignment());
        array = arena.allocate(ARRAY_BYTES, JAVA_LONG.byteAlignment());
    }

    /** @param gbnf in llama.cpp's notation, with a rule {@code root} */
    static Grammar open(SamplerCalls calls, MemorySegment vocabulary, int size, String gbnf) {
        try (var arena = Arena.ofConfined()) {
            var rules = (MemorySegment)
                    calls.grammar.invokeExact(vocabulary, arena.allocateFrom(gbnf), arena.allocateFrom("root"));
            return new Grammar(calls, Symbols.required(rules, "llama.cpp cannot use the grammar"), size);
        } catch (LlamaException e) {
            throw e;
        } catch (Throwable e) {
            throw Symbols.broken(e);
        }
    }

    /** Draws with {@code chain} among the tokens allowed here. */
    @SuppressWarnings("restricted") // the length is the vocabulary's
    int draw(MemorySegment chain, MemorySegment logits) throws Throwable {
        fill(logits.reinterpret((long) vocabulary * Float.BYTES));
        calls.apply.invokeExact(rules, array);
        calls.apply.invokeExact(chain, array);
        long selected = array.get(JAVA_LONG, SELECTED);
        var data = array.get(ADDRESS, 0).reinterpret(CANDIDATE_BYTES * array.get(JAVA_LONG, SIZE));
        if (selected < 0 || data.get(JAVA_FLOAT, CANDIDATE_BYTES * selected + LOGIT) == Float.NEGATIVE_INFINITY) {
            throw new LlamaException("no token of this model goes on as the format demands");
        }
        int token = data.get(JAVA_INT, CANDIDATE_BYTES * selected);
        calls.accept.invokeExact(rules, token);
        calls.accept.invokeExact(chain, token);
        return token;
    }

    private void fill(MemorySegment logits) {
        for (int token = 0; token < vocabulary; token++) {
            long at = CANDIDATE_BYTES * token;
            candidates.set(JAVA_INT, at, token);
            candidates.set(JAVA_FLOAT, at + LOGIT, logits.getAtIndex(JAVA_FLOAT, token));
            candidates.set(JAVA_FLOAT, at + 2 * LOGIT, 0);
        }
        array.set(ADDRESS, 0, candidates);
        array.set(JAVA_LONG, SIZE, vocabulary);
        array.set(JAVA_LONG, SELECTED, -1);
        array.set(JAVA_BOOLEAN, SORTED, false);
    }

    @Override
    public void close() {
        try {
            calls.free.invokeExact(rules);
        } catch (Throwable e) {
            throw Symbols.broken(e);
        }
        arena.close();
    }
}
