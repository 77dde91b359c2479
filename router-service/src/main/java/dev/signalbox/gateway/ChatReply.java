package dev.signalbox.gateway;

import dev.signalbox.execution.Execution;
import dev.signalbox.experts.ReplySink;
import java.io.IOException;

/** The sending side of one chat completion. */
sealed interface ChatReply extends AutoCloseable permits WholeReply, StreamedReply {

    /** Takes what comes while the plan runs. */
    ReplySink sink();

    /** Sends what is left to send once the plan has run. */
    void finish(Execution execution) throws IOException;

    /** From now on whatever still comes is dropped. */
    @Override
    void close();
}
