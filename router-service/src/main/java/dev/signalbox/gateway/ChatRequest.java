package dev.signalbox.gateway;

import dev.signalbox.experts.Query;

/**
 * A chat completion as it was asked for.
 *
 * @param usageWanted whether the stream shall end with a usage chunk
 */
record ChatRequest(Query query, boolean usageWanted) {}
