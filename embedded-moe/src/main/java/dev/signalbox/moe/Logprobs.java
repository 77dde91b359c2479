package dev.signalbox.moe;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.signalbox.experts.Logprob;
import dev.signalbox.moe.llama.Likelihood;
import dev.signalbox.moe.llama.LlamaModel;
import java.util.ArrayList;
import java.util.List;

/** Turns the numbers of tokens into what a caller is told of them. */
final class Logprobs {

    /** Stands for the logarithm of nothing, which JSON cannot say, as in the OpenAI API. */
    private static final double IMPOSSIBLE = -9999;

    private Logprobs() {}

    /** @param likelihoods of the token drawn, then of the likeliest */
    static Logprob of(LlamaModel model, List<Likelihood> likelihoods) {
        var chances = likelihoods.stream().map(each -> chance(model, each)).toList();
        return new Logprob(chances.getFirst(), chances.subList(1, chances.size()));
    }

    private static Logprob.Chance chance(LlamaModel model, Likelihood likelihood) {
        byte[] piece = model.piece(likelihood.token());
        var bytes = new ArrayList<Integer>(piece.length);
        for (byte each : piece) {
            bytes.add(Byte.toUnsignedInt(each));
        }
        return new Logprob.Chance(new String(piece, UTF_8), bytes, Math.max(IMPOSSIBLE, likelihood.logprob()));
    }
}
