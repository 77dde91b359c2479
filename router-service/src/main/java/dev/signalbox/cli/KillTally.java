package dev.signalbox.cli;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.node.ObjectNode;

/**
 * What became of requests and records while a worker was killed again and again.
 *
 * @param kills in order
 * @param endings of all requests
 * @param recorded decisions on record, with outcome and attempts
 * @param alive whether the service was ready afterwards
 */
record KillTally(List<Kill> kills, List<Ending> endings, int recorded, boolean alive) {

    /**
     * One kill.
     *
     * @param underWay requests at that moment
     * @param secondsAway until another worker was ready
     */
    record Kill(int underWay, double secondsAway) {}

    /**
     * How a request ended.
     *
     * @param decision its id
     * @param expert that answered, or failed after its first token
     */
    record Ending(String decision, String expert, How how) {

        /** In what way. */
        enum How {
            /** Whole. */
            ANSWERED,
            /** With an error in the dialect: a status and a body, or an event and no end mark. */
            FAILED,
            /** In any other way. */
            BROKEN;

            static How of(boolean stream, int status, String body) {
                boolean error = body.contains("\"error\"");
                if (status != 200) {
                    return error && status >= 500 ? FAILED : BROKEN;
                }
                boolean whole = stream ? body.stripTrailing().endsWith("data: [DONE]") : body.contains("\"choices\"");
                return whole == error ? BROKEN : whole ? ANSWERED : FAILED;
            }
        }
    }

    boolean isGood() {
        return alive && recorded == endings.size() && count(Ending.How.BROKEN) == 0;
    }

    private long count(Ending.How how) {
        return endings.stream().filter(ending -> ending.how() == how).count();
    }

    private long answeredBy(boolean victim) {
        return endings.stream()
                .filter(ending -> ending.how() == Ending.How.ANSWERED)
                .filter(ending -> ending.expert().endsWith("victim") == victim)
                .count();
    }

    private double[] away() {
        var seconds = kills.stream().mapToDouble(Kill::secondsAway).toArray();
        Arrays.sort(seconds);
        return seconds;
    }

    String words() {
        var away = away();
        return String.format(
                Locale.ROOT,
                """
                The worker was killed %d times; another was ready after %.2f s (median), %.2f s (longest).
                Requests: %d, of which %d were under way at a kill; %d answered by the worker, %d by the fallback, \
                %d failed cleanly, %d in any other way.
                Records: %d of %d. The service is %s.""",
                kills.size(),
                away[away.length / 2],
                away[away.length - 1],
                endings.size(),
                kills.stream().mapToInt(Kill::underWay).sum(),
                answeredBy(true),
                answeredBy(false),
                count(Ending.How.FAILED),
                count(Ending.How.BROKEN),
                recorded,
                endings.size(),
                alive ? "well" : "dead");
    }

    ObjectNode json() {
        var away = away();
        return Api.JSON
                .createObjectNode()
                .put("kills", kills.size())
                .put("back_seconds_median", away[away.length / 2])
                .put("back_seconds_longest", away[away.length - 1])
                .put("requests", endings.size())
                .put(
                        "under_way_at_kills",
                        kills.stream().mapToInt(Kill::underWay).sum())
                .put("answered_by_worker", answeredBy(true))
                .put("answered_by_fallback", answeredBy(false))
                .put("failed_cleanly", count(Ending.How.FAILED))
                .put("broken", count(Ending.How.BROKEN))
                .put("recorded", recorded)
                .put("service_alive", alive);
    }
}
