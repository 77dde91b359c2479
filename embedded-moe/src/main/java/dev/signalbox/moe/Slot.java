package dev.signalbox.moe;

import dev.signalbox.moe.Generation.Done;
import dev.signalbox.moe.Generation.End;
import dev.signalbox.moe.llama.LlamaContext;
import dev.signalbox.moe.llama.LlamaModel;
import dev.signalbox.moe.llama.LlamaSampler;

/** Computes one reply in one context: reads the prompt, then draws token after token until something ends it. */
final class Slot {

    private final LlamaModel model;
    private final LlamaContext context;
    private final Generation generation;
    private final ReplyText text;
    private int read;
    private int generated;

    Slot(LlamaModel model, LlamaContext context, Generation generation) {
        this.model = model;
        this.context = context;
        this.generation = generation;
        text = new ReplyText(generation.order().stops());
    }

    /** Returns how it ended, having told every token before. */
    Done run() {
        context.forget();
        if (!readPrompt()) {
            return done(End.CANCELLED);
        }
        try (var sampler = context.sampler(generation.order().sampling())) {
            return done(generate(sampler));
        }
    }

    private boolean readPrompt() {
        int[] prompt = generation.prompt();
        while (read < prompt.length && !generation.isCancelled()) {
            int to = Math.min(prompt.length, read + context.batchTokens());
            context.decode(prompt, read, to);
            read = to;
        }
        return !generation.isCancelled();
    }

    private End generate(LlamaSampler sampler) {
        int[] token = new int[1];
        while (!generation.isCancelled()) {
            token[0] = context.draw(sampler);
            generated++;
            if (model.endsReply(token[0])) {
                return End.STOP;
            }
            generation.tell(new Generation.Token(text.append(model.piece(token[0]))));
            if (text.stopped()) {
                return End.STOP;
            }
            if (generated == generation.order().maxTokens()) {
                return End.LENGTH;
            }
            context.decode(token, 0, 1);
        }
        return End.CANCELLED;
    }

    private Done done(End end) {
        return new Done(end, text.stopped() ? "" : text.end(), read, generated);
    }
}
