package dev.signalbox.moe.adapter;

import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.toUnmodifiableMap;

import dev.signalbox.moe.gguf.GgufModel;
import dev.signalbox.moe.gguf.GgufTensor;
import java.util.List;
import java.util.Map;

/**
 * What an adapter must fit: a model as its file describes it.
 *
 * @param architecture as llama.cpp names it
 * @param shapes of its tensors by name, fastest dimension first
 */
public record AdapterBase(String architecture, Map<String, List<Long>> shapes) {

    public AdapterBase {
        requireNonNull(architecture);
        shapes = Map.copyOf(shapes);
    }

    /** Of a model that was checked before. */
    public static AdapterBase of(GgufModel model) {
        return new AdapterBase(
                model.header().text("general.architecture").orElse(""),
                model.tensors().stream()
                        .collect(toUnmodifiableMap(GgufTensor::name, GgufTensor::dimensions, (one, _) -> one)));
    }
}
