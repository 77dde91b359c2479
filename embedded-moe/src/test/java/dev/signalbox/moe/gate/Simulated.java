package dev.signalbox.moe.gate;

import java.util.function.BiFunction;

/** Routings whose truth is known. */
final class Simulated {

    private Simulated() {}

    /** Chooses [layers][used] experts by token and position; all weigh the same. */
    interface Router extends BiFunction<Integer, Integer, int[][]> {}

    /** Lets {@code tokens} pass as one text. */
    static void text(RoutingSink sink, Passage passage, Phase phase, int[] tokens, Router router) {
        for (int position = 0; position < tokens.length; position++) {
            sink.routed(passage, routing(tokens[position], phase, position, router.apply(tokens[position], position)));
        }
    }

    static TokenRouting routing(int token, Phase phase, int position, int[]... experts) {
        var routing = new TokenRouting(experts.length, experts[0].length).begin(token, phase, position);
        for (int layer = 0; layer < experts.length; layer++) {
            for (int rank = 0; rank < experts[layer].length; rank++) {
                routing.choose(layer, rank, experts[layer][rank], 1f);
            }
            routing.settle(layer, 0.5f);
        }
        return routing;
    }
}
