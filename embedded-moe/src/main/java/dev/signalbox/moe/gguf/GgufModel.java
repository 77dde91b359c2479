package dev.signalbox.moe.gguf;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * What a model's file says, or its files where it is split into several ({@code NAME-00001-of-00003.gguf}).
 *
 * @param parts in order, at least one; the first one's metadata are the model's
 */
public record GgufModel(List<Part> parts) {

    public GgufModel {
        parts = List.copyOf(parts);
    }

    /** One file; the offsets of its tensors are within its own data section. */
    public record Part(Path file, GgufHeader header) {}

    /** Reads the headers of all files, given any one of them. */
    public static GgufModel read(Path file) throws IOException {
        return GgufShards.read(file);
    }

    /** The metadata. */
    public GgufHeader header() {
        return parts.getFirst().header();
    }

    /** The tensors of all files. */
    public List<GgufTensor> tensors() {
        return parts.stream().flatMap(part -> part.header().tensors().stream()).toList();
    }

    public Path file() {
        return parts.getFirst().file();
    }

    /** A number that must be there, and within bounds; the error names file, key, value and bounds. */
    public long whole(String key, long least, long most) throws MalformedGgufException {
        var value = header().whole(key).orElseThrow(() -> malformed("no " + key + ", expected a whole number"));
        if (value < least || value > most) {
            throw malformed(key + " is " + value + ", expected " + least + " to " + most);
        }
        return value;
    }

    public MalformedGgufException malformed(String problem) {
        return new MalformedGgufException(file(), problem);
    }
}
