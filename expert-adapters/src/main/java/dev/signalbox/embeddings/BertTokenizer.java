package dev.signalbox.embeddings;

import dev.signalbox.embeddings.WordPiece.Tokens;
import java.io.IOException;
import java.io.InputStream;
import java.text.Normalizer;
import java.util.HashMap;
import java.util.Map;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * The tokenizer of uncased BERT models: drops control characters, sets CJK characters and punctuation apart, strips
 * accents, lowers case, then cuts words by {@link WordPiece}. Reads the vocabulary from a Hugging Face
 * {@code tokenizer.json}.
 *
 * <p>Gives the tokens that Hugging Face's own tokenizer gives (a test compares them), with one deviation on purpose: text
 * that spells a special token, such as {@code [SEP]}, is text. Work is bounded by the tokens kept, not by the text.
 */
final class BertTokenizer {

    private final WordPiece pieces;
    private final int first;
    private final int last;

    private BertTokenizer(WordPiece pieces) {
        this.pieces = pieces;
        this.first = pieces.id("[CLS]");
        this.last = pieces.id("[SEP]");
    }

    /** Reads {@code model.vocab}. */
    static BertTokenizer read(InputStream tokenizerJson) throws IOException {
        try (var json = JsonFactory.builder().build().createParser(ObjectReadContext.empty(), tokenizerJson)) {
            var vocabulary = new HashMap<String, Integer>(64 * 1024);
            while (json.nextToken() != null) {
                boolean found = json.currentToken() == JsonToken.START_OBJECT && "vocab".equals(json.currentName());
                if (found) {
                    readVocabulary(json, vocabulary);
                }
            }
            return new BertTokenizer(new WordPiece(vocabulary));
        }
    }

    private static void readVocabulary(JsonParser json, Map<String, Integer> into) {
        while (json.nextToken() == JsonToken.PROPERTY_NAME) {
            var piece = json.currentName();
            json.nextToken();
            into.put(piece, json.getIntValue());
        }
    }

    /** At most {@code maxTokens} tokens, the opening and closing ones included. */
    long[] encode(String text, int maxTokens) {
        var tokens = new Tokens();
        tokens.add(first);
        words(text, tokens, maxTokens - 1);
        tokens.truncate(maxTokens - 1);
        tokens.add(last);
        return tokens.toArray();
    }

    private void words(String text, Tokens into, int enough) {
        var word = new StringBuilder();
        int length;
        for (int at = 0; at < text.length() && into.size() < enough; at += length) {
            int character = text.codePointAt(at);
            length = Character.charCount(character);
            if (character < 128) {
                take(character, word, into);
            } else {
                takeForeign(character, word, into);
            }
        }
        pieces.cut(word, into);
    }

    private void takeForeign(int character, StringBuilder word, Tokens into) {
        if (CharacterKinds.isCjk(character)) {
            flush(word, into);
            decompose(character, word, into);
            flush(word, into);
        } else {
            decompose(character, word, into);
        }
    }

    private void decompose(int character, StringBuilder word, Tokens into) {
        if (!CharacterKinds.isRemoved(character)) {
            Normalizer.normalize(Character.toString(character), Normalizer.Form.NFD)
                    .codePoints()
                    .filter(part -> Character.getType(part) != Character.NON_SPACING_MARK)
                    .forEach(part -> take(part, word, into));
        }
    }

    private void take(int character, StringBuilder word, Tokens into) {
        if (CharacterKinds.isSpace(character)) {
            flush(word, into);
        } else if (CharacterKinds.isPunctuation(character)) {
            flush(word, into);
            word.appendCodePoint(character);
            flush(word, into);
        } else if (!CharacterKinds.isRemoved(character)) {
            word.appendCodePoint(Character.toLowerCase(character));
        }
    }

    private void flush(StringBuilder word, Tokens into) {
        pieces.cut(word, into);
        word.setLength(0);
    }
}
