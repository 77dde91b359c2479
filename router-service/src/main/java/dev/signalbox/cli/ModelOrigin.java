package dev.signalbox.cli;

import dev.signalbox.moe.gguf.GgufHeader;
import dev.signalbox.moe.gguf.GgufModel;
import dev.signalbox.moe.gguf.GgufValue;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.stream.Collectors;

/** What a model says of itself beside its sizes: rope, tokenizer, template, and who made it under what licence. */
final class ModelOrigin {

    private static final List<String> ROPE = List.of("freq_base", "dimension_count", "scaling.type", "scaling.factor");
    private static final Map<String, List<String>> SOURCES = sources();

    private final GgufModel model;
    private final GgufHeader header;

    ModelOrigin(GgufModel model) {
        this.model = model;
        this.header = model.header();
    }

    private static SequencedMap<String, List<String>> sources() {
        var sources = new LinkedHashMap<String, List<String>>();
        sources.put("kind", List.of("general.type"));
        sources.put("description", List.of("general.description"));
        sources.put("author", List.of("general.author", "general.organization"));
        sources.put("licence", List.of("general.license", "general.license.name"));
        sources.put(
                "source",
                List.of(
                        "general.source.url",
                        "general.source.huggingface.repository",
                        "general.source.repo_url",
                        "general.url",
                        "general.repo_url"));
        return sources;
    }

    Optional<String> architecture() {
        return header.text("general.architecture");
    }

    Optional<String> name() {
        return header.text("general.name").or(() -> header.text("general.basename"));
    }

    /** By what they are about; what the file does not say is absent. */
    SequencedMap<String, String> facts() {
        var facts = new LinkedHashMap<String, String>();
        rope().ifPresent(rope -> facts.put("rope", rope));
        tokenizer().ifPresent(tokenizer -> facts.put("tokenizer", tokenizer));
        facts.put("chat template", template());
        SOURCES.forEach((fact, keys) -> keys.stream()
                .flatMap(key -> header.text(key).stream())
                .filter(text -> !text.isBlank())
                .findFirst()
                .ifPresent(text -> facts.put(fact, text)));
        facts.put(model.parts().size() > 1 ? "files" : "file", files());
        return facts;
    }

    private Optional<String> rope() {
        var prefix = architecture().orElse("") + ".rope.";
        var rope = ROPE.stream()
                .flatMap(key -> Optional.ofNullable(header.metadata().get(prefix + key))
                        .map(value -> key.replace('_', ' ').replace('.', ' ') + " " + value(value))
                        .stream())
                .collect(Collectors.joining(", "));
        return Optional.of(rope).filter(text -> !text.isEmpty());
    }

    private static String value(GgufValue value) {
        return value instanceof GgufValue.Text(String text) ? text : ModelSheet.shown(value);
    }

    private Optional<String> tokenizer() {
        return header.text("tokenizer.ggml.model").map(kind -> {
            var pre = header.text("tokenizer.ggml.pre")
                    .map(name -> " (" + name + ")")
                    .orElse("");
            var tokens = header.sequence("tokenizer.ggml.tokens")
                    .map(all -> all.values().size())
                    .orElse(0);
            return kind + pre + ", " + tokens + " tokens" + special("bos") + special("eos");
        });
    }

    private String special(String which) {
        return header.whole("tokenizer.ggml." + which + "_token_id")
                .map(id -> ", " + which + " " + id + named(id))
                .orElse("");
    }

    private String named(long id) {
        return header.sequence("tokenizer.ggml.tokens")
                .filter(tokens -> id >= 0 && id < tokens.values().size())
                .map(tokens -> " " + ModelSheet.shown(tokens.values().get((int) id)))
                .orElse("");
    }

    private String template() {
        return header.text(ModelSheet.TEMPLATE)
                .map(text -> text.lines().count() + " lines, beginning: "
                        + text.lines()
                                .filter(line -> !line.isBlank())
                                .findFirst()
                                .orElse(""))
                .orElse("none");
    }

    private String files() {
        long bytes = model.parts().stream().mapToLong(part -> size(part.file())).sum();
        var first = model.file().toAbsolutePath().normalize();
        return (model.parts().size() > 1 ? model.parts().size() + ", first " : "") + first + ", "
                + ModelSheet.bytes(bytes);
    }

    static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
