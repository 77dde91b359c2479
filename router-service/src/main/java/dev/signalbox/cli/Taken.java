package dev.signalbox.cli;

import java.net.http.HttpHeaders;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The way that a question took.
 *
 * @param policy that decided
 * @param expert that answered
 * @param usd what it cost, null when the service did not say
 * @param attempts how many experts were asked
 */
record Taken(String policy, String expert, @Nullable Double usd, int attempts) {

    /** As the reply's headers tell; a streamed reply's come before its cost is known. */
    static Taken of(HttpHeaders headers) {
        return new Taken(
                headers.firstValue("x-signalbox-policy").orElse("?"),
                headers.firstValue("x-signalbox-expert").orElse("?"),
                headers.firstValue("x-signalbox-cost-usd").map(Double::valueOf).orElse(null),
                headers.firstValue("x-signalbox-attempts").map(Integer::valueOf).orElse(1));
    }

    /** As completed by what the service said at the end of the stream. */
    Taken with(Map<String, String> trace) {
        var cost = trace.get("cost-usd");
        var asked = trace.get("attempts");
        return new Taken(
                policy,
                expert,
                cost == null ? usd : Double.valueOf(cost),
                asked == null ? attempts : Integer.parseInt(asked));
    }

    /**
     * One line for people.
     *
     * @param decision on the same question, for the quality that was expected of the expert
     */
    String describe(JsonNode decision, double seconds) {
        var parts = new ArrayList<String>(List.of("policy " + policy, "expert " + expert));
        Explanation.quality(decision, expert)
                .ifPresent(quality -> parts.add(String.format(Locale.ROOT, "expected quality %.2f", quality)));
        if (usd != null) {
            parts.add("cost $" + money(usd));
        }
        parts.add(String.format(Locale.ROOT, "%.2f s", seconds));
        if (attempts > 1) {
            parts.add(attempts + " attempts");
        }
        return "— " + String.join(" · ", parts);
    }

    /** US dollars without needless zeros, down to a micro-dollar and, below, two significant digits. */
    static String money(double usd) {
        if (usd == 0) {
            return "0";
        }
        int digits = usd >= 0.01 ? 4 : Math.max(6, 1 - (int) Math.floor(Math.log10(usd)));
        return String.format(Locale.ROOT, "%." + digits + "f", usd);
    }
}
