package dev.signalbox.cli;

import dev.signalbox.moe.gguf.GgufModel;
import dev.signalbox.moe.gguf.GgufTensor;
import dev.signalbox.moe.gguf.GgufValue;
import dev.signalbox.moe.gguf.MalformedGgufException;
import dev.signalbox.moe.gguf.ModelProfile;
import dev.signalbox.moe.gguf.PlainText;
import dev.signalbox.moe.gguf.TensorRole;
import dev.signalbox.moe.gguf.TensorType;
import dev.signalbox.moe.gguf.Weights;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What a person wants to know of a model, on one page. */
final class ModelSheet {

    static final String TEMPLATE = "tokenizer.chat_template";
    private static final int LINE = 100;
    private static final int SHOWN_ITEMS = 6;
    private static final int TOKENS = 1_000;

    private final GgufModel model;
    private final ModelOrigin origin;
    private final Map<Path, String> hashes;
    private final Optional<ModelProfile> profile;
    private final Optional<String> problem;

    /** @param hashes SHA-256 of each file; empty to leave them out */
    ModelSheet(GgufModel model, Map<Path, String> hashes) {
        this.model = model;
        this.origin = new ModelOrigin(model);
        this.hashes = hashes;
        Optional<ModelProfile> known = Optional.empty();
        Optional<String> why = Optional.empty();
        try {
            known = Optional.of(ModelProfile.of(model));
        } catch (MalformedGgufException e) {
            why = Optional.of(String.valueOf(e.getMessage()));
        }
        profile = known;
        problem = why;
    }

    /** Its sizes; empty where its header does not state them, as an adapter's does not. */
    Optional<ModelProfile> profile() {
        return profile;
    }

    /** Why there is no profile. */
    Optional<String> problem() {
        return problem;
    }

    ModelOrigin origin() {
        return origin;
    }

    Map<Path, String> hashes() {
        return hashes;
    }

    Map<TensorRole, Weights> roles() {
        return sums(GgufTensor::role, TensorRole.class);
    }

    Map<TensorType, Weights> types() {
        return sums(GgufTensor::type, TensorType.class);
    }

    private <K extends Enum<K>> Map<K, Weights> sums(Function<GgufTensor, K> key, Class<K> type) {
        var sums = new EnumMap<K, Weights>(type);
        for (var tensor : model.tensors()) {
            sums.merge(key.apply(tensor), new Weights(tensor.elements(), tensor.bytes()), Weights::plus);
        }
        return sums;
    }

    String text() {
        var facts = new LinkedHashMap<String, String>();
        facts.put("name", origin.name().map(ModelSheet::line).orElse("–"));
        facts.put("architecture", line(origin.architecture().orElse("–")));
        profile.ifPresent(known -> sizes(facts, known));
        problem.ifPresent(why -> facts.put("sizes", why));
        origin.facts().forEach((key, value) -> facts.put(key, line(value)));
        hashes.forEach(
                (file, hash) -> facts.put("SHA-256" + (hashes.size() > 1 ? " " + file.getFileName() : ""), hash));
        return aligned(facts) + "\n\n" + weights("role", roles()) + "\n\n" + weights("type", types());
    }

    private static void sizes(Map<String, String> facts, ModelProfile profile) {
        var total = profile.total();
        facts.put(
                "experts",
                profile.isSparse()
                        ? profile.experts() + " per layer, " + profile.expertsUsed() + " of them active per token"
                        : "none: every token meets all weights");
        facts.put(
                "parameters",
                count(total.parameters()) + ", " + count(profile.active().parameters()) + " active per token");
        facts.put(
                "weights", bytes(total.bytes()) + ", " + bytes(profile.active().bytes()) + " read per token");
        facts.put("layers", profile.layers().size() + ", width " + profile.width());
        facts.put(
                "attention",
                range(profile, ModelProfile.Layer::heads) + " heads, "
                        + range(profile, ModelProfile.Layer::keyValueHeads) + " of keys and values");
        facts.put("context", profile.context() + " tokens");
        facts.put(
                "KV cache",
                bytes(TOKENS * profile.cacheBytesPerToken(TensorType.F16, TensorType.F16))
                        + " per 1,000 tokens in F16, "
                        + bytes(TOKENS * profile.cacheBytesPerToken(TensorType.Q8_0, TensorType.Q8_0)) + " in Q8_0");
    }

    private static String range(ModelProfile profile, Function<ModelProfile.Layer, Integer> number) {
        var numbers = profile.layers().stream().map(number).toList();
        int least = numbers.stream().min(Integer::compare).orElse(0);
        int most = numbers.stream().max(Integer::compare).orElse(0);
        return least == most ? "" + least : least + " to " + most;
    }

    private static String aligned(Map<String, String> facts) {
        int width = facts.keySet().stream().mapToInt(String::length).max().orElse(0);
        return facts.entrySet().stream()
                .map(fact ->
                        fact.getKey() + " ".repeat(width + 2 - fact.getKey().length()) + fact.getValue())
                .collect(Collectors.joining("\n"));
    }

    private static <K extends Enum<K>> String weights(String what, Map<K, Weights> sums) {
        var table = new Table(List.of(what, "parameters", "bytes", "share"));
        long all = sums.values().stream().mapToLong(Weights::bytes).sum();
        sums.forEach((key, weights) -> table.row(List.of(
                key instanceof TensorRole ? key.name().toLowerCase(Locale.ROOT).replace('_', ' ') : key.name(),
                String.format(Locale.ROOT, "%,d", weights.parameters()),
                String.format(Locale.ROOT, "%,d", weights.bytes()),
                String.format(Locale.ROOT, "%.1f %%", 100.0 * weights.bytes() / Math.max(1, all)))));
        return table.text();
    }

    /** A table of them all. */
    String tensors() {
        var table = new Table(List.of("tensor", "type", "shape", "bytes"));
        for (var tensor : model.tensors()) {
            table.row(List.of(
                    line(tensor.name()),
                    tensor.type().name(),
                    tensor.dimensions().stream().map(String::valueOf).collect(Collectors.joining(" x ")),
                    String.format(Locale.ROOT, "%,d", tensor.bytes())));
        }
        return table.text();
    }

    /** A line for each entry; of long arrays the first items. */
    String metadata() {
        var lines = new ArrayList<String>();
        model.header().metadata().forEach((key, value) -> lines.add(line(key) + " = " + shown(value)));
        return String.join("\n", lines);
    }

    static String shown(GgufValue value) {
        return switch (value) {
            case GgufValue.Whole whole ->
                whole.type() == GgufValue.Type.UINT64
                        ? Long.toUnsignedString(whole.value())
                        : Long.toString(whole.value());
            case GgufValue.Real real ->
                real.type() == GgufValue.Type.FLOAT32
                        ? Float.toString((float) real.value())
                        : Double.toString(real.value());
            case GgufValue.Truth(boolean truth) -> Boolean.toString(truth);
            case GgufValue.Text(String text) -> "\"" + line(text) + "\"";
            case GgufValue.Sequence(var element, var values) ->
                values.stream()
                        .limit(SHOWN_ITEMS)
                        .map(ModelSheet::shown)
                        .collect(Collectors.joining(
                                ", ",
                                values.size() + " of " + element + ": [",
                                values.size() > SHOWN_ITEMS ? ", …]" : "]"));
        };
    }

    static String line(String text) {
        return PlainText.line(text, LINE);
    }

    static String bytes(long bytes) {
        return scaled(bytes, 1024, List.of("B", "KiB", "MiB", "GiB", "TiB"));
    }

    private static String count(long count) {
        return scaled(count, 1000, List.of("", "thousand", "million", "billion", "trillion"));
    }

    private static String scaled(long value, int step, List<String> units) {
        double scaled = value;
        int unit = 0;
        while (scaled >= step && unit < units.size() - 1) {
            scaled /= step;
            unit++;
        }
        return String.format(Locale.ROOT, unit == 0 ? "%.0f %s" : "%.1f %s", scaled, units.get(unit))
                .strip();
    }
}
