package dev.signalbox.score;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a judge wrote of candidates, found in whatever it wrapped that in: prose, a code fence, a list in place of an
 * object. It is the last JSON value that names a candidate; one that stands in the question already is the asker's and
 * never the judge's. Names that are no candidate's and confidences that are no probability are passed over.
 *
 * @param ratings confidence in candidates by name, in [0, 1], at least one
 * @param reasons in the judge's words, without control characters; empty when it gave none
 */
record Verdict(Map<String, Double> ratings, String reasons) {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final int LONGEST = 64 * 1024;
    private static final int MOST_TRIES = 256;
    private static final int LONGEST_REASONS = 2_000;
    private static final Pattern CONTROLS =
            Pattern.compile("[\\p{Cntrl}\\u200b-\\u200f\\u2028-\\u202e\\u2066-\\u2069]+");
    private static final Pattern NUMBER = Pattern.compile("([0-9]{1,3}(?:\\.[0-9]+)?)\\s*(%?)");

    /**
     * @param names of the candidates
     * @return empty when it holds no verdict
     */
    static Optional<Verdict> of(String reply, String question, Collection<String> names) {
        var echoes = values(question);
        return values(reply).reversed().stream()
                .filter(value -> !echoes.contains(value))
                .map(value -> read(value, names))
                .flatMap(Optional::stream)
                .findFirst();
    }

    /** Words for people: one line, without what could steer a terminal, no longer than they need be. */
    static String plain(String words) {
        var plain = CONTROLS.matcher(words).replaceAll(" ").strip();
        return plain.length() <= LONGEST_REASONS ? plain : plain.substring(0, LONGEST_REASONS) + "…";
    }

    /** The outermost JSON objects and arrays in a text. */
    private static List<JsonNode> values(String text) {
        var found = new ArrayList<JsonNode>();
        int end = Math.min(text.length(), LONGEST);
        int tries = 0;
        for (int at = 0; at < end && tries < MOST_TRIES; at++) {
            if (text.charAt(at) == '{' || text.charAt(at) == '[') {
                tries++;
                at += value(text.substring(at, end), found);
            }
        }
        return found;
    }

    /** How many characters to pass over. */
    private static int value(String text, List<JsonNode> into) {
        try (var parser = JSON.createParser(text)) {
            JsonNode value = parser.readValueAsTree();
            into.add(value);
            return Math.max(0, (int) parser.currentLocation().getCharOffset() - 1);
        } catch (JacksonException _) {
            // Not JSON from here on; what follows may be.
            return 0;
        }
    }

    private static Optional<Verdict> read(JsonNode value, Collection<String> names) {
        var ratings = new TreeMap<String, Double>();
        var reasons = new ArrayList<String>();
        if (value.path("reasoning").isString()) {
            reasons.add(value.path("reasoning").asString());
        }
        for (var entry : entries(value)) {
            var name = name(entry.name(), names);
            var confidence = confidence(entry.said());
            if (name.isPresent() && confidence.isPresent() && !ratings.containsKey(name.get())) {
                ratings.put(name.get(), confidence.get());
                var reason = entry.said().path("reason");
                if (reason.isString()) {
                    reasons.add(name.get() + ": " + reason.asString());
                }
            }
        }
        var words = reasons.stream().map(Verdict::plain).collect(Collectors.joining("\n"));
        return ratings.isEmpty() ? Optional.empty() : Optional.of(new Verdict(ratings, words));
    }

    /** A list of objects or names, under {@code experts} or alone; or an object from name to confidence. */
    private static List<Entry> entries(JsonNode value) {
        var list = value.path("experts").isMissingNode() ? value : value.path("experts");
        var entries = new ArrayList<Entry>();
        if (list.isArray()) {
            list.forEach(item -> entries.add(
                    item.isString()
                            ? new Entry(item.asString(), JSON.createObjectNode())
                            : new Entry(item.path("name").asString(""), item)));
        } else if (list.isObject()) {
            list.properties().forEach(field -> entries.add(new Entry(field.getKey(), field.getValue())));
        }
        return entries;
    }

    private static Optional<String> name(String written, Collection<String> names) {
        var stripped = written.strip();
        if (names.contains(stripped)) {
            return Optional.of(stripped);
        }
        var alike =
                names.stream().filter(name -> name.equalsIgnoreCase(stripped)).toList();
        return alike.size() == 1 ? Optional.of(alike.getFirst()) : Optional.empty();
    }

    /** Who is named without a number is meant; a number beyond 1 is in percent. */
    private static Optional<Double> confidence(JsonNode said) {
        var value = said.isObject() ? said.path("confidence") : said;
        if (value.isMissingNode()) {
            return Optional.of(1.0);
        }
        if (value.isNumber()) {
            return probability(value.asDouble(), value.asDouble() > 1);
        }
        var written = NUMBER.matcher(value.asString("").strip().toLowerCase(Locale.ROOT));
        if (!written.matches()) {
            return Optional.empty();
        }
        double number = Double.parseDouble(written.group(1));
        return probability(number, number > 1 || !written.group(2).isEmpty());
    }

    private static Optional<Double> probability(double number, boolean percent) {
        double share = percent ? number / 100 : number;
        return share >= 0 && share <= 1 ? Optional.of(share) : Optional.empty();
    }

    /** What is written of somebody. */
    private record Entry(String name, JsonNode said) {}
}
