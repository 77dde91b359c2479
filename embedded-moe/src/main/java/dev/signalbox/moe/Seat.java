package dev.signalbox.moe;

import dev.signalbox.moe.Generation.Done;
import dev.signalbox.moe.Generation.End;
import dev.signalbox.moe.llama.LlamaContext;
import dev.signalbox.moe.llama.LlamaModel;
import dev.signalbox.moe.llama.LlamaSampler;
import java.util.Optional;

/** One reply in a lane: draws its tokens, tells them, and knows when it is at its end. */
final class Seat implements AutoCloseable {

    private final LlamaModel model;
    private final Generation generation;
    private final int sequence;
    private final LlamaSampler sampler;
    private final ReplyText text;
    private int read;
    private int reused;
    private int generated;
    private int token;

    /** @param sequence its conversation in the context where it is written */
    Seat(LlamaModel model, Generation generation, int sequence, LlamaSampler sampler) {
        this.model = model;
        this.generation = generation;
        this.sequence = sequence;
        this.sampler = sampler;
        text = new ReplyText(generation.order().stops());
    }

    Generation generation() {
        return generation;
    }

    int sequence() {
        return sequence;
    }

    /** The token drawn last, which the model has not read yet. */
    int token() {
        return token;
    }

    /** Where that token stands in the conversation. */
    int position() {
        return generation.prompt().length + generated - 1;
    }

    /** Notes how far the prompt is read. */
    void prompted(PromptReader reader) {
        read = reader.read();
        reused = reader.reused();
    }

    /**
     * Draws the token after the one at {@code place} of what {@code context} decoded last, and tells it.
     *
     * @return how the reply ended, or nothing when it goes on
     */
    Optional<Done> draw(LlamaContext context, int place) {
        token = context.draw(sampler, place);
        generated++;
        if (model.endsReply(token)) {
            return Optional.of(done(End.STOP));
        }
        generation.tell(new Generation.Token(text.append(model.piece(token))));
        if (text.stopped()) {
            return Optional.of(done(End.STOP));
        }
        return generated == generation.order().maxTokens() ? Optional.of(done(End.LENGTH)) : Optional.empty();
    }

    /** The last event of a reply that ends here. */
    Done done(End end) {
        return new Done(end, text.stopped() ? "" : text.end(), new Generation.Counts(read, reused, generated));
    }

    @Override
    public void close() {
        sampler.close();
    }
}
