package dev.signalbox.moe;

import dev.signalbox.moe.gguf.GgufHeader;
import dev.signalbox.moe.gguf.GgufTensor;
import dev.signalbox.moe.gguf.GgufValue;
import dev.signalbox.moe.gguf.GgufWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Makes a model for conversations of a tiny one: three of its characters stand for special tokens, and it has a template.
 */
final class ChatModel {

    static final int START = TinyModel.token('`');
    static final int END = TinyModel.token('~');
    /** Of the kind that llama.cpp finds in any text. */
    static final int FOUND_ANYWHERE = TinyModel.token('^');

    private static final int CONTROL = 3;
    private static final int USER_DEFINED = 4;

    private ChatModel() {}

    static Path write(Path file, String template) throws IOException {
        var plain = TinyModel.random(file.resolveSibling("plain-" + file.getFileName()), 3, 512);
        var header = GgufHeader.read(plain);
        var entries = new LinkedHashMap<>(header.metadata());
        replace(entries, "tokenizer.ggml.tokens", GgufValue.Type.STRING, START, new GgufValue.Text("<|im_start|>"));
        replace(entries, "tokenizer.ggml.tokens", GgufValue.Type.STRING, END, new GgufValue.Text("<|im_end|>"));
        replace(
                entries,
                "tokenizer.ggml.tokens",
                GgufValue.Type.STRING,
                FOUND_ANYWHERE,
                new GgufValue.Text("<|tool|>"));
        for (var kind : Map.of(START, CONTROL, END, CONTROL, FOUND_ANYWHERE, USER_DEFINED)
                .entrySet()) {
            var value = new GgufValue.Whole(GgufValue.Type.INT32, kind.getValue());
            replace(entries, "tokenizer.ggml.token_type", GgufValue.Type.INT32, kind.getKey(), value);
        }
        entries.put("tokenizer.chat_template", new GgufValue.Text(template));
        GgufWriter.write(file, entries, tensors(plain, header));
        return file;
    }

    private static void replace(
            Map<String, GgufValue> entries, String key, GgufValue.Type type, int token, GgufValue value) {
        var values = entries.get(key) instanceof GgufValue.Sequence sequence ? sequence.values() : List.<GgufValue>of();
        var changed = new ArrayList<>(values);
        changed.set(token, value);
        entries.put(key, new GgufValue.Sequence(type, changed));
    }

    private static LinkedHashMap<GgufTensor, ByteBuffer> tensors(Path file, GgufHeader header) throws IOException {
        var bytes = ByteBuffer.wrap(Files.readAllBytes(file));
        var tensors = new LinkedHashMap<GgufTensor, ByteBuffer>();
        for (var each : header.tensors()) {
            int from = Math.toIntExact(header.dataOffset() + each.offset());
            tensors.put(each, bytes.slice(from, Math.toIntExact(each.bytes())));
        }
        return tensors;
    }
}
