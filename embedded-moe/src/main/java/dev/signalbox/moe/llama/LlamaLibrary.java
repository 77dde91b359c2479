package dev.signalbox.moe.llama;

import static dev.signalbox.moe.llama.Symbols.takes;
import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BOOLEAN;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * llama.cpp, loaded: build b4916 as {@code de.kherud:llama} carries it, whose library exports the whole C API beside the
 * Java binding's own functions, or an operator's own newer {@code libllama}. The C API is called directly because the
 * binding hides what an honest reply needs (token counts, why it stopped), loses held-back text when stop strings are set,
 * never frees a closed model, and blocks virtual threads inside native code.
 */
public final class LlamaLibrary {

    private final Symbols symbols;
    private final NativeLog log = new NativeLog();
    private final Abi abi;
    private final MethodHandle modelDefaults;
    private final MethodHandle contextDefaults;
    private final MethodHandle loadModel;
    private final ModelCalls modelCalls;
    private final ContextCalls contextCalls;
    private final SamplerCalls samplerCalls;
    private final AdapterCalls adapterCalls;
    private final DeviceCalls deviceCalls;
    private final OffloadArguments offloads;
    private final ChatForms chatForms;
    private final FreedMemory freed = new FreedMemory();

    private LlamaLibrary(Path file) {
        symbols = new Symbols(file);
        abi = Abi.of(file, Defaults.of(symbols));
        modelDefaults = symbols.find("llama_model_default_params", FunctionDescriptor.of(abi.model()));
        contextDefaults = symbols.find("llama_context_default_params", FunctionDescriptor.of(abi.context()));
        loadModel = symbols.find("llama_model_load_from_file", FunctionDescriptor.of(ADDRESS, ADDRESS, abi.model()));
        modelCalls = new ModelCalls(symbols);
        adapterCalls = new AdapterCalls(symbols);
        contextCalls = new ContextCalls(symbols, abi);
        samplerCalls = new SamplerCalls(symbols, abi);
        deviceCalls = new DeviceCalls(symbols, abi);
        offloads = new OffloadArguments(abi, deviceCalls);
        chatForms = new ChatForms(symbols);
    }

    /** Loads the library file and checks that it is of a build we know. */
    public static LlamaLibrary load(Path file) {
        var library = new LlamaLibrary(file.toAbsolutePath());
        library.start();
        return library;
    }

    private void start() {
        var setLog = symbols.find("llama_log_set", takes(ADDRESS, ADDRESS));
        var init = symbols.find("llama_backend_init", FunctionDescriptor.ofVoid());
        try {
            setLog.invokeExact(log.callback(), MemorySegment.NULL);
            init.invokeExact();
            if (deviceCalls.list().isEmpty()) {
                loadBackends();
            }
        } catch (LlamaException e) {
            throw e;
        } catch (Throwable e) {
            throw Symbols.broken(e);
        }
    }

    /** Some builds come with one library for each kind of device, beside the main one. */
    private void loadBackends() throws Throwable {
        var load = symbols.find("ggml_backend_load_all_from_path", takes(ADDRESS));
        try (var arena = Arena.ofConfined()) {
            load.invokeExact(
                    arena.allocateFrom(symbols.library().resolveSibling("").toString()));
        }
        if (deviceCalls.list().isEmpty()) {
            throw new LlamaException("library " + symbols.library() + ": finds nothing to compute on, expected its"
                    + " backends (libggml-cpu and others) in the same folder");
        }
    }

    /** The build whose layouts the library has, such as {@code b4916}: it may be newer than that, not older. */
    public String build() {
        return abi.toString();
    }

    /** What it can compute on, with the memory that is free now. */
    public List<Device> devices() {
        try {
            return deviceCalls.list().stream().map(DeviceCalls.Handle::device).toList();
        } catch (Throwable e) {
            throw Symbols.broken(e);
        }
    }

    /** Loads a model as its file describes it, on the processor. */
    public LlamaModel open(Path file) {
        return open(file, Map.of(), Offload.NONE, KvCache.DEFAULT);
    }

    /**
     * Loads a model. A malformed file can end the process here: check it first.
     *
     * @param file of weights, mapped into memory, so that two processes share them
     * @param overrides whole numbers in place of those that the file's metadata has under the same keys
     * @param offload where its weights go
     * @param cache how its contexts keep keys and values
     */
    public LlamaModel open(Path file, Map<String, Integer> overrides, Offload offload, KvCache cache) {
        var kept = Arena.ofShared();
        try (var arena = Arena.ofConfined()) {
            var params = modelDefaults(arena);
            Overrides.set(params, abi.model(), overrides, arena);
            offloads.set(params, offload, kept);
            var path = arena.allocateFrom(file.toAbsolutePath().toString());
            var pointer = (MemorySegment) loadModel.invokeExact(path, params);
            Symbols.required(pointer, file + ": llama.cpp cannot load this model" + log.why());
            return new LlamaModel(this, pointer, cache, kept);
        } catch (LlamaException e) {
            kept.close();
            throw e;
        } catch (Throwable e) {
            kept.close();
            throw Symbols.broken(e);
        }
    }

    Abi abi() {
        return abi;
    }

    /** The forms of conversations that it knows. */
    public ChatForms chatForms() {
        return chatForms;
    }

    MemorySegment modelDefaults(Arena arena) throws Throwable {
        return (MemorySegment) modelDefaults.invoke(arena);
    }

    MemorySegment contextDefaults(Arena arena) throws Throwable {
        return (MemorySegment) contextDefaults.invoke(arena);
    }

    ModelCalls models() {
        return modelCalls;
    }

    ContextCalls contexts() {
        return contextCalls;
    }

    SamplerCalls samplers() {
        return samplerCalls;
    }

    FreedMemory freed() {
        return freed;
    }

    AdapterCalls adapters() {
        return adapterCalls;
    }

    GateProbe probe(GateTap tap) {
        return new GateProbe(tap, new GateMemory(symbols));
    }

    NativeLog log() {
        return log;
    }

    /** Functions on a model and its vocabulary. */
    static final class ModelCalls {
        final MethodHandle free;
        final MethodHandle vocabulary;
        final MethodHandle trainedContext;
        final MethodHandle tokenize;
        final MethodHandle piece;
        final MethodHandle endsReply;
        final MethodHandle vocabularySize;
        final MethodHandle width;
        final MethodHandle layers;
        final MethodHandle text;
        final MethodHandle attributes;
        final MethodHandle beginning;
        final MethodHandle addsBeginning;

        ModelCalls(Symbols symbols) {
            free = symbols.find("llama_model_free", takes(ADDRESS));
            vocabulary = symbols.find("llama_model_get_vocab", FunctionDescriptor.of(ADDRESS, ADDRESS));
            trainedContext = symbols.find("llama_model_n_ctx_train", FunctionDescriptor.of(JAVA_INT, ADDRESS));
            tokenize = symbols.find(
                    "llama_tokenize",
                    FunctionDescriptor.of(
                            JAVA_INT, ADDRESS, ADDRESS, JAVA_INT, ADDRESS, JAVA_INT, JAVA_BOOLEAN, JAVA_BOOLEAN));
            piece = symbols.find(
                    "llama_token_to_piece",
                    FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT, JAVA_BOOLEAN));
            width = symbols.find("llama_model_n_embd", FunctionDescriptor.of(JAVA_INT, ADDRESS));
            layers = symbols.find("llama_model_n_layer", FunctionDescriptor.of(JAVA_INT, ADDRESS));
            vocabularySize = symbols.find("llama_vocab_n_tokens", FunctionDescriptor.of(JAVA_INT, ADDRESS));
            text = symbols.find("llama_vocab_get_text", FunctionDescriptor.of(ADDRESS, ADDRESS, JAVA_INT));
            attributes = symbols.find("llama_vocab_get_attr", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT));
            beginning = symbols.find("llama_vocab_bos", FunctionDescriptor.of(JAVA_INT, ADDRESS));
            addsBeginning = symbols.find("llama_vocab_get_add_bos", FunctionDescriptor.of(JAVA_BOOLEAN, ADDRESS));
            endsReply = symbols.find("llama_vocab_is_eog", FunctionDescriptor.of(JAVA_BOOLEAN, ADDRESS, JAVA_INT));
        }
    }

    /** Functions on a context. */
    static final class ContextCalls {
        final MethodHandle open;
        final MethodHandle free;
        final MethodHandle truncate;
        /** Whether it moves cells when it is told to; later builds need not. */
        final boolean defragments;

        final MethodHandle defragment;
        final MethodHandle update;
        final MethodHandle stateSize;
        final MethodHandle stateGet;
        final MethodHandle stateSet;
        final MethodHandle decode;
        final MethodHandle embedding;
        final MethodHandle setThreads;

        ContextCalls(Symbols symbols, Abi abi) {
            open = symbols.find("llama_init_from_model", FunctionDescriptor.of(ADDRESS, ADDRESS, abi.context()));
            free = symbols.find("llama_free", takes(ADDRESS));
            truncate = truncate(symbols);
            defragments = symbols.has("llama_kv_self_defrag");
            defragment = symbols.findOrSkip("llama_kv_self_defrag", takes(ADDRESS));
            update = symbols.findOrSkip("llama_kv_self_update", takes(ADDRESS));
            stateSize = symbols.find("llama_state_seq_get_size", FunctionDescriptor.of(JAVA_LONG, ADDRESS, JAVA_INT));
            var state = FunctionDescriptor.of(JAVA_LONG, ADDRESS, ADDRESS, JAVA_LONG, JAVA_INT);
            stateGet = symbols.find("llama_state_seq_get_data", state);
            stateSet = symbols.find("llama_state_seq_set_data", state);
            embedding = symbols.find("llama_get_embeddings_ith", FunctionDescriptor.of(ADDRESS, ADDRESS, JAVA_INT));
            setThreads = symbols.find("llama_set_n_threads", takes(ADDRESS, JAVA_INT, JAVA_INT));
            decode = symbols.find("llama_decode", FunctionDescriptor.of(JAVA_INT, ADDRESS, Layouts.BATCH));
        }

        /** From build b5602 on the cache is a thing of its own, which a context is asked for. */
        private static MethodHandle truncate(Symbols symbols) {
            var descriptor = FunctionDescriptor.of(JAVA_BOOLEAN, ADDRESS, JAVA_INT, JAVA_INT, JAVA_INT);
            if (!symbols.has("llama_memory_seq_rm")) {
                return symbols.find("llama_kv_self_seq_rm", descriptor);
            }
            var memory = symbols.find("llama_get_memory", FunctionDescriptor.of(ADDRESS, ADDRESS));
            return MethodHandles.filterArguments(symbols.find("llama_memory_seq_rm", descriptor), 0, memory);
        }
    }
}
