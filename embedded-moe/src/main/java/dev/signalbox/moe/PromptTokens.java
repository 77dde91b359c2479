package dev.signalbox.moe;

import dev.signalbox.moe.llama.LlamaModel;
import dev.signalbox.moe.llama.Special;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Turns prompts into the tokens of one model. Text between two special tokens is tokenized as a whole, whoever wrote which
 * part of it, as llama.cpp does with a text that it searches for special tokens; but these are searched for in the markup
 * alone.
 */
final class PromptTokens {

    private static final int LEAST_MARK = 3;

    private final LlamaModel model;
    private final Map<Character, List<Special>> specials;
    private final List<String> marksInPlainText;

    PromptTokens(LlamaModel model) {
        this.model = model;
        var all = model.specials();
        specials = all.stream()
                .sorted(Comparator.comparingInt((Special each) -> each.text().length())
                        .reversed())
                .collect(Collectors.groupingBy(each -> each.text().charAt(0)));
        marksInPlainText = all.stream()
                .filter(Special::isFoundInPlainText)
                .map(Special::text)
                .filter(PromptTokens::isMark)
                .toList();
    }

    /** Not runs of spaces or line breaks, which some vocabularies have as such tokens too. */
    private static boolean isMark(String text) {
        return text.length() >= LEAST_MARK && "<[|".indexOf(text.charAt(0)) >= 0;
    }

    int[] of(Prompt prompt) {
        if (prompt.pieces().size() == 1 && !prompt.pieces().getFirst().markup()) {
            return model.tokenize(prompt.pieces().getFirst().text());
        }
        var writing = new Writing();
        prompt.pieces().forEach(writing::add);
        return writing.end();
    }

    private Optional<Special> specialAt(String text, int at) {
        return specials.getOrDefault(text.charAt(at), List.of()).stream()
                .filter(each -> text.startsWith(each.text(), at))
                .findFirst();
    }

    /** One prompt while its tokens are written. */
    private final class Writing {
        private final IntStream.Builder tokens = IntStream.builder();
        private final StringBuilder run = new StringBuilder();
        private boolean begun;
        private boolean stripping;

        void add(Prompt.Piece piece) {
            if (piece.markup()) {
                markup(piece.text());
            } else {
                plain(piece.text());
            }
        }

        int[] end() {
            endRun();
            return tokens.build().toArray();
        }

        private void markup(String text) {
            for (int at = 0; at < text.length(); ) {
                var special = specialAt(text, at);
                if (special.isPresent()) {
                    put(special.get());
                    at += special.get().text().length();
                } else {
                    run.append(text.charAt(at));
                    at++;
                }
            }
        }

        private void put(Special special) {
            if (special.stripsLeft()) {
                run.setLength(run.toString().stripTrailing().length());
            }
            endRun();
            begin(special.token());
            tokens.add(special.token());
            stripping = special.stripsRight();
        }

        /** A token that llama.cpp would find in any text is cut in two where a caller wrote its name. */
        private void plain(String text) {
            int from = 0;
            for (int at = 0; at < text.length(); at++) {
                int here = at;
                if (marksInPlainText.stream().anyMatch(mark -> text.startsWith(mark, here))) {
                    run.append(text, from, at + 1);
                    endRun();
                    from = at + 1;
                }
            }
            run.append(text, from, text.length());
        }

        private void endRun() {
            var text = stripping ? run.toString().stripLeading() : run.toString();
            run.setLength(0);
            if (!text.isEmpty()) {
                begin(-1);
                stripping = false;
                for (int token : model.tokenizePart(text)) {
                    tokens.add(token);
                }
            }
        }

        /** A vocabulary that has every prompt begin with its own token gets it once, also where the form has it. */
        private void begin(int first) {
            if (!begun) {
                begun = true;
                model.beginning().ifPresent(token -> {
                    if (token != first) {
                        tokens.add(token);
                    }
                });
            }
        }
    }
}
