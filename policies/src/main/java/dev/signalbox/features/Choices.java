package dev.signalbox.features;

import java.util.ArrayList;
import java.util.List;

/**
 * What a text lets choose among, and the text before it, the stem. Choices are labelled without a gap from A, a or 1, as
 * {@code A.}, {@code (A)}, {@code b)} or {@code 3:}; capitals and bracketed labels may stand inside a line, others open one.
 * Of several runs of labels the last counts: what came before are examples or statements to choose among.
 *
 * @param stem the whole text where there are no choices
 * @param texts without labels; none or at least two
 */
record Choices(String stem, List<String> texts) {

    private static final String CLOSING = ".):]";

    static Choices in(String text) {
        return new Scan(text).choices();
    }

    /** One label: where it begins, where what it labels begins. */
    private record Label(int from, int to, Style style, int rank) {}

    private enum Style {
        UPPER,
        LOWER,
        NUMBER
    }

    /** One pass over the text. */
    private static final class Scan {

        private final String text;
        private List<Label> complete = List.of();
        private List<Label> open = new ArrayList<>();

        Scan(String text) {
            this.text = text;
        }

        Choices choices() {
            boolean opensLine = true;
            boolean opensWord = true;
            for (int at = 0; at < text.length(); at++) {
                char unit = text.charAt(at);
                if (opensWord && !Character.isWhitespace(unit)) {
                    take(at, opensLine);
                }
                opensWord = Character.isWhitespace(unit) || unit == '*';
                opensLine = unit == '\n' || (opensLine && (opensWord || unit == '-'));
            }
            finish();
            return complete.isEmpty() ? new Choices(text, List.of()) : cut();
        }

        private void take(int at, boolean opensLine) {
            var label = label(at, opensLine);
            if (label.rank() < 0) {
                return;
            }
            if (!open.isEmpty()
                    && label.rank() == open.size()
                    && label.style() == open.getFirst().style()) {
                open.add(label);
            } else if (label.rank() == 0) {
                finish();
                open.add(label);
            }
        }

        private void finish() {
            if (open.size() > 1) {
                complete = open;
            }
            open = new ArrayList<>();
        }

        /** The label that begins there, of rank -1 where none does. */
        private Label label(int at, boolean opensLine) {
            boolean bracketed = unit(at) == '(' || unit(at) == '[';
            int from = bracketed ? at + 1 : at;
            int to = from;
            while (to < from + 2 && isDigit(unit(to))) {
                to++;
            }
            var style = Style.NUMBER;
            int rank = to > from ? Integer.parseInt(text, from, to, 10) - 1 : -1;
            if (to == from) {
                char letter = unit(to);
                style = letter <= 'Z' ? Style.UPPER : Style.LOWER;
                rank = letter >= 'A' && letter <= 'Z'
                        ? letter - 'A'
                        : letter >= 'a' && letter <= 'z' ? letter - 'a' : -1;
                to++;
            }
            char close = unit(to);
            boolean closes = bracketed ? close == ')' || close == ']' : CLOSING.indexOf(close) >= 0;
            char next = unit(to + 1);
            boolean stands = closes && (Character.isWhitespace(next) || next == '*');
            boolean mayStandHere = opensLine || bracketed || style == Style.UPPER;
            return new Label(at, to + 1, style, stands && mayStandHere ? rank : -1);
        }

        /** The last choice ends with its line: after it may come what to do. */
        private Choices cut() {
            var texts = new ArrayList<String>();
            for (int i = 0; i < complete.size(); i++) {
                int from = Math.min(text.length(), complete.get(i).to());
                int line = text.indexOf('\n', from);
                int to = i + 1 < complete.size() ? complete.get(i + 1).from() : line < 0 ? text.length() : line;
                texts.add(text.substring(from, to).strip());
            }
            return new Choices(text.substring(0, complete.getFirst().from()), List.copyOf(texts));
        }

        private static boolean isDigit(char unit) {
            return unit >= '0' && unit <= '9';
        }

        /** A blank beyond the end. */
        private char unit(int at) {
            return at < text.length() ? text.charAt(at) : ' ';
        }
    }
}
