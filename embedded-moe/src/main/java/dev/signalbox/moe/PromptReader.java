package dev.signalbox.moe;

import dev.signalbox.moe.gate.Steering;
import dev.signalbox.moe.llama.LlamaAdapter;
import dev.signalbox.moe.llama.LlamaBatch;
import dev.signalbox.moe.llama.LlamaContext;
import dev.signalbox.moe.llama.LlamaModel;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Reads prompts, one at a time, into conversation 0 of a context of its own, and spares itself what the next prompt begins
 * with as well.
 *
 * <p>What is reused changes no reply, bit for bit. A prompt is always read in the same native calls, one per
 * chunk of tokens counted from its first; only whole chunks that were read by such a call are kept, in the cells where a
 * fresh context would have them; the rest is read by the calls that a fresh context would make. Tokens that were generated
 * are not kept: they were read one by one, which rounds differently. What was read under adapters serves only prompts that
 * are read under the same ones, each loaded once and at the same scale. Of a model that cannot go back to where two prompts
 * part, nothing is reused.
 */
final class PromptReader implements AutoCloseable {

    private final LlamaContext context;
    private final @Nullable LaneGate gate;
    /** Tokens read in one native call: also the finest grain at which a prompt can be cancelled, and is reused. */
    private final int chunk;

    private final LlamaBatch batch;
    private volatile Known known = Known.NOTHING;
    private int[] prompt = {};
    private List<LlamaAdapter.Scaled> adapters = List.of();
    private @Nullable Steering steering;
    private int reused;
    private int read;

    /**
     * @param tokens most in a prompt and, if the reply is written in the same context, its reply
     * @param chunk read in one call
     * @param gate what sees the context's choice of experts, or null
     */
    PromptReader(LlamaModel model, int tokens, int chunk, int threads, @Nullable LaneGate gate) {
        this.gate = gate;
        this.chunk = chunk;
        batch = new LlamaBatch(chunk);
        context = model.context(new LlamaContext.Size(tokens, 1, Math.min(tokens, chunk), threads), gate);
    }

    /** What was read of a prompt, and under what: under anything else it would have been read otherwise. */
    private static final class Known {
        private static final Known NOTHING = new Known(new int[0], List.of(), null);

        /** Whole chunks of a prompt. */
        private final int[] tokens;

        private final List<LlamaAdapter.Scaled> adapters;
        private final @Nullable Steering steering;

        Known(int[] tokens, List<LlamaAdapter.Scaled> adapters, @Nullable Steering steering) {
            this.tokens = tokens;
            this.adapters = adapters;
            this.steering = steering;
        }
    }

    /** Where the prompt stands, as conversation 0. */
    LlamaContext context() {
        return context;
    }

    /** How many tokens of the prompt of {@code next} need not be read again; for any thread. */
    int overlap(Generation next) {
        var now = known;
        int[] wanted = next.prompt();
        if (!now.adapters.equals(next.adapters())
                || !Objects.equals(now.steering, next.order().steering())) {
            return 0;
        }
        int mismatch = Arrays.mismatch(now.tokens, wanted);
        int common = mismatch < 0 ? now.tokens.length : mismatch;
        return Math.min(common, wanted.length - 1) / chunk * chunk;
    }

    /** Leaves the prompt before and its reply, and begins that of {@code next}. */
    void begin(Generation next) {
        reused = overlap(next);
        prompt = next.prompt();
        adapters = next.adapters();
        steering = next.order().steering();
        if (!context.truncate(0, reused)) {
            context.forget(0);
            reused = 0;
        }
        know(reused);
        read = reused;
        if (gate != null) {
            gate.reading(next);
        }
    }

    private void know(int tokens) {
        known = new Known(Arrays.copyOf(prompt, tokens / chunk * chunk), adapters, steering);
    }

    /** Reads one chunk and returns how many tokens it was. */
    int step() {
        int to = Math.min(prompt.length, read + chunk);
        batch.clear();
        for (int i = read; i < to; i++) {
            batch.add(prompt[i], i, 0, i == prompt.length - 1);
        }
        context.use(adapters);
        context.decode(batch);
        read = to;
        know(read);
        return batch.size();
    }

    boolean isDone() {
        return read == prompt.length;
    }

    /** The place of the last token read, after which the reply's first can be drawn. */
    int last() {
        return batch.size() - 1;
    }

    /** Tokens of the prompt that were read, those reused included. */
    int read() {
        return read;
    }

    /** Tokens of the prompt that an earlier prompt had left. */
    int reused() {
        return reused;
    }

    @Override
    public void close() {
        context.close();
        batch.close();
    }
}
