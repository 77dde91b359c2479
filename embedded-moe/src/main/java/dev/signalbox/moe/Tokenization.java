package dev.signalbox.moe;

import dev.signalbox.moe.worker.MalformedWireException;
import dev.signalbox.moe.worker.Wire;
import java.util.ArrayList;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The body of {@code POST /tokenize} as llama.cpp's server knows it, both ways. Deviations: the beginning token is always
 * added; names of special tokens are plain text unless {@code parse_special} is true; and {@code content} may be a list of
 * such bodies, where some pieces of a prompt may hold special tokens and others may not.
 */
final class Tokenization {

    private Tokenization() {}

    static ObjectNode of(Prompt prompt) {
        var json = Wire.object();
        var pieces = prompt.pieces();
        if (pieces.size() == 1) {
            return put(pieces.getFirst(), json).put("add_special", true);
        }
        var content = json.put("add_special", true).putArray("content");
        pieces.forEach(piece -> put(piece, content.addObject()));
        return json;
    }

    private static ObjectNode put(Prompt.Piece piece, ObjectNode json) {
        return json.put("content", piece.text()).put("parse_special", piece.markup());
    }

    static Prompt prompt(JsonNode body) throws MalformedWireException {
        var pieces = new ArrayList<Prompt.Piece>();
        if (body.path("content").isArray()) {
            for (var piece : body.path("content")) {
                pieces.add(piece(piece));
            }
        } else {
            pieces.add(piece(body));
        }
        return new Prompt(pieces);
    }

    private static Prompt.Piece piece(JsonNode json) throws MalformedWireException {
        var content = json.path("content");
        if (!content.isString()) {
            throw new MalformedWireException("content: expected text");
        }
        return new Prompt.Piece(
                content.stringValue(), json.path("parse_special").asBoolean(false));
    }
}
