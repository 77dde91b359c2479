package dev.signalbox.moe.llama;

import static dev.signalbox.moe.llama.Symbols.takes;
import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;

/** Functions on samplers and on logits. */
final class SamplerCalls {
    final MethodHandle chain;
    final MethodHandle add;
    final MethodHandle free;
    final MethodHandle sample;
    final MethodHandle apply;
    final MethodHandle accept;
    final MethodHandle greedy;
    final MethodHandle temperature;
    final MethodHandle topK;
    final MethodHandle topP;
    final MethodHandle minP;
    final MethodHandle draw;
    final MethodHandle bias;
    final MethodHandle penalties;
    final MethodHandle grammar;
    final MethodHandle logits;

    SamplerCalls(Symbols symbols, Abi abi) {
        chain = symbols.find("llama_sampler_chain_init", FunctionDescriptor.of(ADDRESS, Layouts.CHAIN_PARAMS));
        add = symbols.find("llama_sampler_chain_add", takes(ADDRESS, ADDRESS));
        free = symbols.find("llama_sampler_free", takes(ADDRESS));
        sample = symbols.find("llama_sampler_sample", FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, JAVA_INT));
        apply = symbols.find("llama_sampler_apply", takes(ADDRESS, ADDRESS));
        accept = symbols.find("llama_sampler_accept", takes(ADDRESS, JAVA_INT));
        greedy = symbols.find("llama_sampler_init_greedy", FunctionDescriptor.of(ADDRESS));
        temperature = symbols.find("llama_sampler_init_temp", FunctionDescriptor.of(ADDRESS, JAVA_FLOAT));
        topK = symbols.find("llama_sampler_init_top_k", FunctionDescriptor.of(ADDRESS, JAVA_INT));
        var cut = FunctionDescriptor.of(ADDRESS, JAVA_FLOAT, JAVA_LONG);
        topP = symbols.find("llama_sampler_init_top_p", cut);
        minP = symbols.find("llama_sampler_init_min_p", cut);
        draw = symbols.find("llama_sampler_init_dist", FunctionDescriptor.of(ADDRESS, JAVA_INT));
        bias = symbols.find(
                "llama_sampler_init_logit_bias", FunctionDescriptor.of(ADDRESS, JAVA_INT, JAVA_INT, ADDRESS));
        penalties = penalties(symbols, abi);
        grammar = symbols.find("llama_sampler_init_grammar", FunctionDescriptor.of(ADDRESS, ADDRESS, ADDRESS, ADDRESS));
        logits = symbols.find("llama_get_logits_ith", FunctionDescriptor.of(ADDRESS, ADDRESS, JAVA_INT));
    }

    /** Takes the size of the vocabulary first, which older builds do without. */
    private static MethodHandle penalties(Symbols symbols, Abi abi) {
        var name = "llama_sampler_init_penalties";
        var descriptor = FunctionDescriptor.of(ADDRESS, JAVA_INT, JAVA_FLOAT, JAVA_FLOAT, JAVA_FLOAT);
        return abi.countsVocabularyInPenalties()
                ? symbols.find(name, descriptor.insertArgumentLayouts(0, JAVA_INT))
                : MethodHandles.dropArguments(symbols.find(name, descriptor), 0, int.class);
    }
}
