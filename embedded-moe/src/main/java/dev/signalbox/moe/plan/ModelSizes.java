package dev.signalbox.moe.plan;

import static java.util.Objects.requireNonNull;

import dev.signalbox.moe.gguf.GgufModel;
import dev.signalbox.moe.gguf.GgufTensor;
import dev.signalbox.moe.gguf.MalformedGgufException;
import dev.signalbox.moe.gguf.ModelProfile;
import dev.signalbox.moe.gguf.TensorRole;
import java.util.List;

/**
 * What a model's header says that decides how much memory the model takes.
 *
 * @param profile its sizes by layer
 * @param tensors its weights
 * @param hidden numbers in the hidden layer of a dense feed-forward network; 0 when there is none
 * @param expertHidden likewise of an expert
 * @param vocabulary tokens
 */
public record ModelSizes(
        ModelProfile profile, List<GgufTensor> tensors, long hidden, long expertHidden, long vocabulary) {

    private static final String EMBEDDING = "token_embd.weight";

    public ModelSizes {
        requireNonNull(profile);
        tensors = List.copyOf(tensors);
    }

    /** Reads it; a file that lacks what every model states is refused. */
    public static ModelSizes of(GgufModel model) throws MalformedGgufException {
        var profile = ModelProfile.of(model);
        var prefix = profile.architecture() + ".";
        long hidden = model.header().whole(prefix + "feed_forward_length").orElse(0L);
        return new ModelSizes(
                profile,
                model.tensors(),
                hidden,
                profile.isSparse()
                        ? model.header()
                                .whole(prefix + "expert_feed_forward_length")
                                .orElse(hidden)
                        : 0,
                embedding(model).dimensions().getLast());
    }

    private static GgufTensor embedding(GgufModel model) throws MalformedGgufException {
        return model.tensors().stream()
                .filter(tensor -> tensor.name().equals(EMBEDDING))
                .findFirst()
                .orElseThrow(() -> model.malformed("no tensor " + EMBEDDING + ", expected one"));
    }

    int layers() {
        return profile.layers().size();
    }

    long bytes() {
        return profile.total().bytes();
    }

    /** Most heads of a layer. */
    long heads() {
        return profile.layers().stream()
                .mapToLong(ModelProfile.Layer::heads)
                .max()
                .orElse(0);
    }

    /** Numbers in one head's key. */
    long head() {
        return profile.layers().stream()
                .filter(layer -> layer.keyValueHeads() > 0)
                .mapToLong(layer -> layer.keyWidth() / layer.keyValueHeads())
                .max()
                .orElse(0);
    }

    /** What a device that holds the output needs beside the tensors for it: a copy of the embedding that serves as it. */
    long tiedOutputBytes() {
        return profile.hasTiedOutput()
                ? tensors.stream()
                        .filter(tensor -> tensor.name().equals(EMBEDDING))
                        .mapToLong(GgufTensor::bytes)
                        .sum()
                : 0;
    }

    /** Which of layers + 1 places a tensor belongs to, the last being the output; -1 before the first. */
    int place(GgufTensor tensor) {
        if (tensor.layer().isPresent()) {
            return Math.min(tensor.layer().getAsInt(), layers());
        }
        return tensor.name().startsWith("output") || tensor.role() == TensorRole.OUTPUT ? layers() : -1;
    }
}
