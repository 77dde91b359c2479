package dev.signalbox.experts.openai;

import dev.signalbox.experts.Reply;
import dev.signalbox.experts.http.OutboundClient;
import java.io.IOException;

/** Takes one response to its end. Lives as long as the call, so that it can tell what came before a break. */
interface Reading extends OutboundClient.Reader<Reply> {

    /** What the call amounts to when it broke; {@link #read} may or may not have been called. */
    Reply broken(IOException thrown);
}
