package dev.signalbox.moe;

import dev.signalbox.moe.llama.LlamaBatch;
import dev.signalbox.moe.llama.LlamaContext;
import dev.signalbox.moe.llama.LlamaException;
import dev.signalbox.moe.llama.LlamaLibrary;
import dev.signalbox.moe.llama.LlamaModel;
import dev.signalbox.moe.llama.Sampling;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** A process of its own that loads models and lets each write a few tokens, and tells of every one before and after. */
final class NativeProbe {

    private static final int TOKENS = 64;
    private static final int REPLY = 4;

    private NativeProbe() {}

    /** @param arguments folder for the library, then model files */
    static void main(String[] arguments) throws IOException {
        var library = NativeLibrary.load(Path.of(arguments[0]));
        for (var file : List.of(arguments).subList(1, arguments.length)) {
            System.out.println("begin " + file);
            System.out.println(use(library, Path.of(file)) + " " + file);
        }
        System.out.println("end");
        Runtime.getRuntime().halt(0);
    }

    private static String use(LlamaLibrary library, Path file) {
        try (var model = library.open(file)) {
            if (model.trainedContext() < TOKENS) {
                return "short";
            }
            write(model);
            embed(model);
            return "served";
        } catch (LlamaException e) {
            return "refused";
        }
    }

    private static void write(LlamaModel model) {
        int[] prompt = model.tokenize("Caf\u00e9 \u4e2d\n\u0000 b~\t</s>");
        var size = new LlamaContext.Size(TOKENS, 2, TOKENS, 1);
        try (var context = model.context(size);
                var batch = new LlamaBatch(TOKENS);
                var sampler = model.sampler(Sampling.GREEDY, 8, null)) {
            int last = 0;
            for (int i = 0; i < Math.min(prompt.length, TOKENS / 2); i++) {
                last = batch.add(prompt[i], i, 0, i == prompt.length - 1);
            }
            for (int i = 0; i < REPLY && batch.size() > 0; i++) {
                context.decode(batch);
                int token = context.draw(sampler, last);
                model.piece(token);
                model.endsReply(token);
                batch.clear();
                last = batch.add(token, prompt.length + i, 0, true);
            }
        }
    }

    private static void embed(LlamaModel model) {
        int[] text = model.tokenize("a");
        var size = new LlamaContext.Size(TOKENS, 1, TOKENS, 1);
        try (var context = model.embeddingContext(size);
                var batch = new LlamaBatch(TOKENS)) {
            if (text.length > 0) {
                batch.add(text[0], 0, 0, true);
                context.decode(batch);
                context.addEmbedding(0, new double[model.width()]);
            }
        }
    }
}
