package dev.signalbox.moe.llama;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** Weights and vocabulary of one model. Safe for concurrent use, except that nothing may run while it is closed. */
public final class LlamaModel implements AutoCloseable {

    private static final int PIECE_BYTES = 64;
    private static final byte[] NOTHING = {};

    private final LlamaLibrary library;
    private final MemorySegment model;
    private final KvCache cache;
    private final Arena kept;
    private final MemorySegment vocabulary;
    private final int vocabularySize;

    /** @param kept what native code looks at as long as it has the model; closed with it */
    LlamaModel(LlamaLibrary library, MemorySegment model, KvCache cache, Arena kept) {
        this.library = library;
        this.model = model;
        this.cache = cache;
        this.kept = kept;
        try {
            vocabulary = (MemorySegment) library.models().vocabulary.invokeExact(model);
            vocabularySize = (int) library.models().vocabularySize.invokeExact(vocabulary);
        } catch (Throwable e) {
            throw Symbols.broken(e);
        }
    }

    /** How many tokens there are, numbered from 0. */
    public int vocabularySize() {
        return vocabularySize;
    }

    /** How many layers there are, numbered from 0. */
    public int layers() {
        try {
            return (int) library.models().layers.invokeExact(model);
        } catch (Throwable e) {
            throw Symbols.broken(e);
        }
    }

    /** How many tokens the model was trained to see at once. */
    public int trainedContext() {
        try {
            return (int) library.models().trainedContext.invokeExact(model);
        } catch (Throwable e) {
            throw Symbols.broken(e);
        }
    }

    /** The text as the model sees it, beginning token included. Names of special tokens in the text stay plain text. */
    public int[] tokenize(String text) {
        return tokenize(text, true);
    }

    /** Text from within a prompt: without a beginning token. Names of special tokens stay plain text here too. */
    public int[] tokenizePart(String text) {
        return tokenize(text, false);
    }

    private int[] tokenize(String text, boolean whole) {
        byte[] bytes = text.getBytes(UTF_8);
        try (var arena = Arena.ofConfined()) {
            var utf8 = arena.allocate(Math.max(1, bytes.length));
            MemorySegment.copy(bytes, 0, utf8, JAVA_BYTE, 0, bytes.length);
            int room = bytes.length + 2;
            var tokens = arena.allocate(JAVA_INT, room);
            int count = tokenize(utf8, bytes.length, tokens, room, whole);
            if (count < 0) {
                tokens = arena.allocate(JAVA_INT, -count);
                count = tokenize(utf8, bytes.length, tokens, -count, whole);
            }
            return tokens.asSlice(0, (long) count * Integer.BYTES).toArray(JAVA_INT);
        }
    }

    private int tokenize(MemorySegment utf8, int length, MemorySegment tokens, int room, boolean whole) {
        try {
            return (int) library.models().tokenize.invokeExact(vocabulary, utf8, length, tokens, room, whole, false);
        } catch (Throwable e) {
            throw Symbols.broken(e);
        }
    }

    /** All special tokens. */
    @SuppressWarnings("restricted") // native code tells C strings that it owns
    public List<Special> specials() {
        var calls = library.models();
        var all = new ArrayList<Special>();
        try {
            for (int token = 0; token < vocabularySize; token++) {
                int attributes = (int) calls.attributes.invokeExact(vocabulary, token);
                if (Special.isOne(attributes)) {
                    var text = (MemorySegment) calls.text.invokeExact(vocabulary, token);
                    var name = text.reinterpret(Long.MAX_VALUE).getString(0);
                    if (!name.isEmpty()) {
                        all.add(new Special(token, name, attributes));
                    }
                }
            }
            return all;
        } catch (Throwable e) {
            throw Symbols.broken(e);
        }
    }

    /** The token that every prompt begins with, if this vocabulary wants one. */
    public OptionalInt beginning() {
        try {
            boolean added = (boolean) library.models().addsBeginning.invokeExact(vocabulary);
            return added
                    ? OptionalInt.of((int) library.models().beginning.invokeExact(vocabulary))
                    : OptionalInt.empty();
        } catch (Throwable e) {
            throw Symbols.broken(e);
        }
    }

    /** The bytes that a token stands for; none for a special token. May end in the middle of a character. */
    public byte[] piece(int token) {
        try (var arena = Arena.ofConfined()) {
            var buffer = arena.allocate(PIECE_BYTES);
            int length = piece(token, buffer);
            if (length < 0) {
                buffer = arena.allocate(-length);
                length = piece(token, buffer);
            }
            return length == 0 ? NOTHING : buffer.asSlice(0, length).toArray(JAVA_BYTE);
        }
    }

    private int piece(int token, MemorySegment buffer) {
        try {
            return (int) library.models()
                    .piece
                    .invokeExact(vocabulary, token, buffer, Math.toIntExact(buffer.byteSize()), 0, false);
        } catch (Throwable e) {
            throw Symbols.broken(e);
        }
    }

    /** Whether the token ends a reply. */
    public boolean endsReply(int token) {
        try {
            return (boolean) library.models().endsReply.invokeExact(vocabulary, token);
        } catch (Throwable e) {
            throw Symbols.broken(e);
        }
    }

    /**
     * Loads an adapter of this model. A malformed file can end the process here: check it first.
     *
     * @param file read into memory as it is now
     */
    public LlamaAdapter adapter(Path file) {
        try (var arena = Arena.ofConfined()) {
            var path = arena.allocateFrom(file.toAbsolutePath().toString());
            var pointer = library.adapters().load(model, path);
            Symbols.required(
                    pointer,
                    file + ": llama.cpp cannot load this adapter"
                            + library.log().why());
            return new LlamaAdapter(library, pointer);
        } catch (LlamaException e) {
            throw e;
        } catch (Throwable e) {
            throw Symbols.broken(e);
        }
    }

    LlamaLibrary library() {
        return library;
    }

    MemorySegment pointer() {
        return model;
    }

    /** How its contexts keep keys and values. */
    KvCache cache() {
        return cache;
    }

    /** Room for conversations. */
    public LlamaContext context(LlamaContext.Size size) {
        return context(size, null);
    }

    /** Room for conversations whose choice of experts {@code tap} sees; null for nobody, which costs nothing. */
    public LlamaContext context(LlamaContext.Size size, @Nullable GateTap tap) {
        var probe = tap == null ? null : library.probe(tap);
        return LlamaContext.open(this, size, LlamaContext.Output.LOGITS, probe);
    }

    /** Room for texts of which vectors are wanted, no replies. */
    public LlamaContext embeddingContext(LlamaContext.Size size) {
        return LlamaContext.open(this, size, LlamaContext.Output.EMBEDDINGS, null);
    }

    /** Numbers in a token's vector. */
    public int width() {
        try {
            return (int) library.models().width.invokeExact(model);
        } catch (Throwable e) {
            throw Symbols.broken(e);
        }
    }

    /**
     * How the tokens of one reply are drawn.
     *
     * @param window the last tokens that penalties look at, at least 1
     * @param grammar that the reply must follow, in llama.cpp's notation with a rule {@code root}, or null
     */
    public LlamaSampler sampler(Sampling sampling, int window, @Nullable String grammar) {
        var calls = library.samplers();
        var sampler = LlamaSampler.open(calls, sampling, window, vocabularySize);
        if (grammar != null) {
            try {
                sampler.constrain(Grammar.open(calls, vocabulary, vocabularySize, grammar));
            } catch (LlamaException e) {
                sampler.close();
                throw e;
            }
        }
        return sampler;
    }

    /** Frees the weights; every context must be closed before. */
    @Override
    public void close() {
        try {
            library.models().free.invokeExact(model);
        } catch (Throwable e) {
            throw Symbols.broken(e);
        }
        kept.close();
        library.freed().giveBack();
    }
}
