package dev.signalbox.cli;

import dev.signalbox.moe.gguf.GgufModel;
import dev.signalbox.moe.gguf.GgufValue;
import dev.signalbox.moe.gguf.ModelProfile;
import dev.signalbox.moe.gguf.TensorRole;
import dev.signalbox.moe.gguf.TensorType;
import dev.signalbox.moe.gguf.Weights;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/** What a {@link ModelSheet} says, for machines; long arrays are told by their length. */
final class ModelJson {

    private static final int LONGEST_ARRAY = 64;

    private final GgufModel model;
    private final ModelSheet sheet;

    ModelJson(GgufModel model, ModelSheet sheet) {
        this.model = model;
        this.sheet = sheet;
    }

    ObjectNode tree() {
        var root = Api.JSON.createObjectNode();
        sheet.origin().name().ifPresent(name -> root.put("name", name));
        sheet.origin().architecture().ifPresent(name -> root.put("architecture", name));
        sheet.profile().ifPresent(profile -> sizes(root, profile));
        sheet.problem().ifPresent(problem -> root.put("problem", problem));
        weights(root.putObject("roles"), sheet.roles());
        weights(root.putObject("types"), sheet.types());
        files(root);
        tensors(root);
        var metadata = root.putObject("metadata");
        model.header().metadata().forEach((key, value) -> put(metadata, key, value));
        return root;
    }

    private static void sizes(ObjectNode root, ModelProfile profile) {
        root.put("experts", profile.experts());
        root.put("experts_used", profile.expertsUsed());
        put(root.putObject("total"), profile.total());
        put(root.putObject("active"), profile.active());
        root.put("context", profile.context());
        root.put("width", profile.width());
        var cache = root.putObject("cache_bytes_per_token");
        cache.put("f16", profile.cacheBytesPerToken(TensorType.F16, TensorType.F16));
        cache.put("q8_0", profile.cacheBytesPerToken(TensorType.Q8_0, TensorType.Q8_0));
        var layers = root.putArray("layers");
        profile.layers().forEach(layer -> {
            var node = layers.addObject();
            node.put("heads", layer.heads());
            node.put("key_value_heads", layer.keyValueHeads());
            weights(node.putObject("roles"), layer.roles());
        });
    }

    private static <K extends Enum<K>> void weights(ObjectNode node, Map<K, Weights> sums) {
        sums.forEach((key, weights) -> put(
                node.putObject(key instanceof TensorRole ? key.name().toLowerCase(Locale.ROOT) : key.name()), weights));
    }

    private static void put(ObjectNode node, Weights weights) {
        node.put("parameters", weights.parameters()).put("bytes", weights.bytes());
    }

    private void files(ObjectNode root) {
        var files = root.putArray("files");
        model.parts().forEach(part -> {
            var file = files.addObject().put("file", part.file().toString());
            file.put("bytes", ModelOrigin.size(part.file()));
            var hash = sheet.hashes().get(part.file());
            if (hash != null) {
                file.put("sha256", hash);
            }
        });
    }

    private void tensors(ObjectNode root) {
        var tensors = root.putArray("tensors");
        model.tensors().forEach(tensor -> {
            var node = tensors.addObject()
                    .put("name", tensor.name())
                    .put("type", tensor.type().name());
            var shape = node.putArray("shape");
            tensor.dimensions().forEach(shape::add);
            node.put("bytes", tensor.bytes()).put("role", tensor.role().name().toLowerCase(Locale.ROOT));
        });
    }

    private static void put(ObjectNode node, String key, GgufValue value) {
        switch (value) {
            case GgufValue.Whole whole -> node.put(key, whole.value());
            case GgufValue.Real real -> node.put(key, real.value());
            case GgufValue.Truth(boolean truth) -> node.put(key, truth);
            case GgufValue.Text(String text) -> node.put(key, text);
            case GgufValue.Sequence sequence -> array(node, key, sequence);
        }
    }

    private static void array(ObjectNode node, String key, GgufValue.Sequence sequence) {
        if (sequence.values().size() > LONGEST_ARRAY) {
            node.putObject(key).put("length", sequence.values().size());
            return;
        }
        var array = node.putArray(key);
        for (var each : sequence.values()) {
            var holder = Api.JSON.createObjectNode();
            put(holder, "value", each);
            array.add(holder.get("value"));
        }
    }
}
