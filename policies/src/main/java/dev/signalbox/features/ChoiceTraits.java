package dev.signalbox.features;

import java.util.List;
import java.util.Map;
import java.util.Set;

/** How a question's choices look: how long, how alike one another and the question, how numeric. */
final class ChoiceTraits {

    private static final double LONG_CHOICE = 1025;
    private static final double MANY_WORDS = 129;
    private static final int UNIT_LETTERS = 6;
    private static final Set<String> ALL_WORDS = Set.of("all", "none", "both", "neither");
    private static final Set<String> OF_WORDS = Set.of("of", "above", "these", "the", "and");

    private ChoiceTraits() {}

    static void read(Choices choices, Map<Signal, Double> into) {
        var texts = choices.texts();
        if (texts.isEmpty()) {
            return;
        }
        lengths(texts, into);
        var words = texts.stream().map(Words::differing).toList();
        into.put(Signal.CHOICE_OVERLAP, overlap(words));
        var stem = Words.differing(choices.stem());
        var shares = words.stream().mapToDouble(choice -> shared(choice, stem)).summaryStatistics();
        into.put(Signal.STEM_OVERLAP, shares.getAverage());
        into.put(Signal.STEM_OVERLAP_MOST, shares.getMax());
        into.put(
                Signal.CHOICE_NUMERIC,
                texts.stream().filter(ChoiceTraits::isNumeric).count() / (double) texts.size());
        into.put(Signal.ALL_OR_NONE, texts.stream().anyMatch(ChoiceTraits::isAllOrNone) ? 1.0 : 0.0);
        double count =
                texts.stream().mapToInt(text -> Words.of(text).size()).average().orElse(0);
        into.put(Signal.CHOICE_WORDS, Signals.logarithm(1 + count, MANY_WORDS));
    }

    private static void lengths(List<String> texts, Map<Signal, Double> into) {
        var lengths = texts.stream().mapToInt(String::length).summaryStatistics();
        double mean = lengths.getAverage();
        double squares = texts.stream()
                .mapToDouble(text -> (text.length() - mean) * (text.length() - mean))
                .sum();
        into.put(Signal.CHOICE_LENGTH, Signals.logarithm(1 + mean, LONG_CHOICE));
        into.put(Signal.CHOICE_SHORTEST, Signals.logarithm(1.0 + lengths.getMin(), LONG_CHOICE));
        into.put(Signal.CHOICE_LONGEST, Signals.logarithm(1.0 + lengths.getMax(), LONG_CHOICE));
        into.put(Signal.CHOICE_SPREAD, Math.min(1, Math.sqrt(squares / texts.size()) / (1 + mean)));
    }

    /** Over all pairs. */
    private static double overlap(List<Set<String>> choices) {
        double sum = 0;
        int pairs = 0;
        for (int i = 0; i < choices.size(); i++) {
            for (int j = 0; j < i; j++) {
                long common = common(choices.get(i), choices.get(j));
                long either = choices.get(i).size() + choices.get(j).size() - common;
                sum += either == 0 ? 0 : (double) common / either;
                pairs++;
            }
        }
        return sum / pairs;
    }

    private static double shared(Set<String> choice, Set<String> stem) {
        return choice.isEmpty() ? 0 : (double) common(choice, stem) / choice.size();
    }

    private static long common(Set<String> one, Set<String> other) {
        return one.stream().filter(other::contains).count();
    }

    private static boolean isNumeric(String text) {
        return text.chars().anyMatch(Character::isDigit)
                && text.chars().filter(Character::isLetter).count() <= UNIT_LETTERS;
    }

    /** As {@code none of the above}, {@code both A and B}. */
    private static boolean isAllOrNone(String text) {
        var words = Words.of(text);
        for (int i = 0; i + 1 < words.size(); i++) {
            if (ALL_WORDS.contains(words.get(i)) && OF_WORDS.contains(words.get(i + 1))) {
                return true;
            }
        }
        return !words.isEmpty() && Set.of("both", "neither").contains(words.getFirst());
    }
}
