package dev.signalbox.moe;

import dev.signalbox.experts.Logprob;
import dev.signalbox.moe.Generation.Done;
import dev.signalbox.moe.Generation.End;
import dev.signalbox.moe.llama.LlamaContext;
import dev.signalbox.moe.llama.LlamaException;
import dev.signalbox.moe.llama.LlamaModel;
import dev.signalbox.moe.llama.LlamaSampler;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Optional;

/** One reply in a lane: draws its tokens, tells them, and knows when it is at its end. */
final class Seat implements AutoCloseable {

    private static final Logger LOGGER = System.getLogger(Seat.class.getName());

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
    Seat(LlamaModel model, Generation generation, int sequence) {
        this.model = model;
        this.generation = generation;
        this.sequence = sequence;
        var order = generation.order();
        sampler = model.sampler(order.sampling(), order.maxTokens(), order.grammar());
        text = new ReplyText(order.stops());
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

    /** Whether something was read under adapters and nothing drawn that would show that it was numbers. */
    boolean isUnproven() {
        return read > reused && generated == 0 && !generation.adapters().isEmpty();
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
     * @throws ArithmeticException when its adapters leave no numbers: what was read under them is then in the way of all
     *     that is read in the same context, for even nothing of what is no number is none
     */
    Optional<Done> draw(LlamaContext context, int place) {
        try {
            token = context.draw(sampler, place);
        } catch (LlamaException e) {
            LOGGER.log(Level.WARNING, "a local reply failed: " + e.getMessage());
            return Optional.of(done(End.FAILED));
        }
        generated++;
        if (!generation.adapters().isEmpty() && !context.isNumber(place, token)) {
            throw new ArithmeticException("adapters make the model compute what is no number");
        }
        if (model.endsReply(token)) {
            return Optional.of(done(End.STOP));
        }
        tell(context, place);
        if (text.stopped()) {
            return Optional.of(done(End.STOP));
        }
        return generated == generation.order().maxTokens() ? Optional.of(done(End.LENGTH)) : Optional.empty();
    }

    private void tell(LlamaContext context, int place) {
        byte[] piece = model.piece(token);
        var likeliest = generation.order().likeliest();
        var logprob = likeliest == null
                ? Optional.<Logprob>empty()
                : Optional.of(Logprobs.of(model, context.likelihoods(place, token, likeliest)));
        generation.tell(new Generation.Token(text.append(piece), logprob));
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
