package dev.signalbox.moe.llama;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BOOLEAN;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * How a build of llama.cpp lays out the structs that it takes by value. They change every few months, and a call with the
 * wrong ones reads and writes elsewhere: so a library is asked for its default values, and what lies where in them tells
 * which of the layouts below it has. Read off the header's history in the project's repository.
 *
 * @param build the first that had it, as llama.cpp numbers its builds
 * @param model {@code llama_model_params}
 * @param context {@code llama_context_params}
 */
record Abi(int build, StructLayout model, StructLayout context) {

    /** Oldest first. Where two differ only by a field that is 0 by default they look alike, and the newer one is meant. */
    static final List<Abi> KNOWN = history();

    static final String OVERRIDES = "tensor_buft_overrides";

    /** The build that can be told apart next after matrix products by chunks stopped to share a counter (b5684). */
    private static final int OWN_COUNTERS = 6049;

    /** The layout next after devices gained a number for integrated GPUs. */
    private static final int INTEGRATED = 6700;

    /**
     * The builds from b10105 on lay out their model parameters like this one, and somewhere before it the penalties took
     * the size of the vocabulary as well. As nothing tells the ones from the others, they are not known here.
     */
    private static final int VOCABULARY_IN_PENALTIES = 10_355;

    /** The layout of version 0.5.0; it came after b10573. */
    private static final int LAZY = 10_574;

    /** The newest layout that the library's defaults fit; {@link LlamaException} naming what differs when none does. */
    static Abi of(Path library, Defaults defaults) {
        return KNOWN.reversed().stream()
                .filter(abi -> defaults.differences(abi).isEmpty())
                .findFirst()
                .orElseThrow(() -> new LlamaException(unknown(library, defaults)));
    }

    private static String unknown(Path library, Defaults defaults) {
        var nearest = KNOWN.reversed().stream()
                .min(Comparator.comparingInt(abi -> defaults.differences(abi).size()))
                .orElseThrow();
        var differences = defaults.differences(nearest);
        int shown = Math.min(3, differences.size());
        return "library " + library + ": its parameters are laid out like those of no known build, which are b4916"
                + " to b10104 and b10355 to version 0.5.0; nearest is " + nearest + ", but "
                + String.join(", ", differences.subList(0, shown))
                + (shown < differences.size() ? " and " + (differences.size() - shown) + " more" : "");
    }

    /** Whether single tensors can be placed elsewhere than their layer. */
    boolean canPin() {
        return Layouts.has(model, OVERRIDES);
    }

    /** Whether contexts of one process must not decode batches at once. */
    boolean sharesCounter() {
        return build < OWN_COUNTERS;
    }

    boolean countsVocabularyInPenalties() {
        return build >= VOCABULARY_IN_PENALTIES;
    }

    boolean knowsIntegratedGpus() {
        return build >= INTEGRATED;
    }

    @Override
    public String toString() {
        return "b" + build;
    }

    private static List<Abi> history() {
        var model = firstModel();
        var context = firstContext();
        var known = new ArrayList<Abi>();
        known.add(abi(4916, model, context));
        model = model.after("devices", pointer(OVERRIDES));
        known.add(abi(5028, model, context));
        context = context.without("logits_all", "abort_callback", "abort_callback_data")
                .after("type_v", pointer("abort_callback"), pointer("abort_callback_data"));
        known.add(abi(5311, model, context));
        context = context.after("no_perf", truth("op_offload"));
        known.add(abi(5346, model, context));
        context = context.after("op_offload", truth("swa_full"));
        known.add(abi(5429, model, context));
        context = context.after("swa_full", truth("kv_unified"));
        known.add(abi(5913, model, context));
        model = model.after("check_tensors", truth("use_extra_bufts"));
        known.add(abi(6049, model, context));
        context = context.without("flash_attn").after("attention_type", whole("flash_attn_type"));
        known.add(abi(6325, model, context));
        model = model.after("use_extra_bufts", truth("no_host"));
        known.add(abi(6700, model, context));
        model = model.after("no_host", truth("no_alloc"));
        known.add(abi(7407, model, context));
        context = context.after("kv_unified", pointer("samplers"), count("n_samplers"));
        known.add(abi(7627, model, context));
        model = model.after("use_mmap", truth("use_direct_io"));
        known.add(abi(7668, model, context));
        context = context.after("n_seq_max", whole("n_rs_seq")).after("n_threads_batch", whole("ctx_type"));
        known.add(abi(9180, model, context));
        context = context.after("n_rs_seq", whole("n_outputs_max"));
        known.add(abi(9460, model, context));
        context = context.after("n_samplers", pointer("ctx_other"));
        known.add(abi(9549, model, context));
        model = model.without("use_mmap", "use_direct_io", "use_mlock")
                .after("split_mode", whole("load_mode"))
                .after("no_alloc", truth("load_mtp"));
        context = context.after("n_outputs_max", whole("n_outputs_max_per_seq"));
        known.add(abi(VOCABULARY_IN_PENALTIES, model, context));
        model = model.after("load_mode", whole("lazy_mode"));
        known.add(abi(LAZY, model, context));
        return List.copyOf(known);
    }

    private static Abi abi(int build, Fields model, Fields context) {
        return new Abi(build, model.layout(), context.layout());
    }

    private static Fields firstModel() {
        return Fields.of(
                pointer("devices"),
                whole("n_gpu_layers"),
                whole("split_mode"),
                whole("main_gpu"),
                pointer("tensor_split"),
                pointer("progress_callback"),
                pointer("progress_callback_user_data"),
                pointer("kv_overrides"),
                truth("vocab_only"),
                truth("use_mmap"),
                truth("use_mlock"),
                truth("check_tensors"));
    }

    private static Fields firstContext() {
        return Fields.of(
                whole("n_ctx"),
                whole("n_batch"),
                whole("n_ubatch"),
                whole("n_seq_max"),
                whole("n_threads"),
                whole("n_threads_batch"),
                whole("rope_scaling_type"),
                whole("pooling_type"),
                whole("attention_type"),
                real("rope_freq_base"),
                real("rope_freq_scale"),
                real("yarn_ext_factor"),
                real("yarn_attn_factor"),
                real("yarn_beta_fast"),
                real("yarn_beta_slow"),
                whole("yarn_orig_ctx"),
                real("defrag_thold"),
                pointer("cb_eval"),
                pointer("cb_eval_user_data"),
                whole("type_k"),
                whole("type_v"),
                truth("logits_all"),
                truth("embeddings"),
                truth("offload_kqv"),
                truth("flash_attn"),
                truth("no_perf"),
                pointer("abort_callback"),
                pointer("abort_callback_data"));
    }

    private static ValueLayout pointer(String name) {
        return ADDRESS.withName(name);
    }

    private static ValueLayout whole(String name) {
        return JAVA_INT.withName(name);
    }

    private static ValueLayout count(String name) {
        return JAVA_LONG.withName(name);
    }

    private static ValueLayout real(String name) {
        return JAVA_FLOAT.withName(name);
    }

    private static ValueLayout truth(String name) {
        return JAVA_BOOLEAN.withName(name);
    }
}
