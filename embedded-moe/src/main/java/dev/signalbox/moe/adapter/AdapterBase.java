package dev.signalbox.moe.adapter;

import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.toUnmodifiableMap;

import dev.signalbox.moe.gguf.GgufHeader;
import dev.signalbox.moe.gguf.GgufTensor;
import java.io.IOException;
import java.nio.file.Path;
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

    /** Reads the header of a model's file, which was checked before. */
    public static AdapterBase of(Path model) throws IOException {
        var header = GgufHeader.read(model);
        return new AdapterBase(
                header.text("general.architecture").orElse(""),
                header.tensors().stream()
                        .collect(toUnmodifiableMap(GgufTensor::name, GgufTensor::dimensions, (one, _) -> one)));
    }
}
