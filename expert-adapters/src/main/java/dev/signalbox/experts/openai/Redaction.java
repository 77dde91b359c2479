package dev.signalbox.experts.openai;

import java.util.Collection;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Takes secrets out of messages that a provider sent: providers like to quote the key they refused. */
final class Redaction {

    static final int MAX_MESSAGE = 2048;
    private static final int SHORTEST_SECRET = 6;
    private static final Pattern KEY_LIKE =
            Pattern.compile("(?i)\\bbearer\\s+\\S+|\\b(?:sk|pk|rk|gsk|xai|key|api)-[\\w*.-]{4,}");

    private final List<Pattern> secrets;

    Redaction(@Nullable String key, Collection<String> headerValues) {
        secrets = Stream.concat(
                        Stream.ofNullable(key).flatMap(Redaction::keyAndQuotes),
                        headerValues.stream()
                                .filter(value -> value.length() >= SHORTEST_SECRET)
                                .map(Pattern::quote))
                .map(Pattern::compile)
                .toList();
    }

    String clean(String message) {
        var clean = message;
        for (var secret : secrets) {
            clean = secret.matcher(clean).replaceAll("[secret]");
        }
        clean = KEY_LIKE.matcher(clean).replaceAll("[secret]");
        return clean.length() <= MAX_MESSAGE ? clean : clean.substring(0, MAX_MESSAGE) + "…";
    }

    /** The key itself, and a key cut or starred in the middle as providers show it. */
    private static Stream<String> keyAndQuotes(String key) {
        var whole = Pattern.quote(key);
        return key.length() < 2 * SHORTEST_SECRET
                ? Stream.of(whole)
                : Stream.of(whole, Pattern.quote(key.substring(0, SHORTEST_SECRET)) + "[^\\s\"',]*");
    }
}
