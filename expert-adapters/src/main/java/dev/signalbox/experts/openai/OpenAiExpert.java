package dev.signalbox.experts.openai;

import dev.signalbox.experts.Call;
import dev.signalbox.experts.Expert;
import dev.signalbox.experts.Query;
import dev.signalbox.experts.Reply;
import dev.signalbox.experts.ReplySink;
import dev.signalbox.experts.http.OutboundClient;
import java.io.IOException;
import java.time.InstantSource;

/**
 * An expert behind an OpenAI-compatible endpoint. The request's bytes pass through but for the model's name, the reply's
 * bytes pass through whole; in between only usage, finish and errors are read.
 */
final class OpenAiExpert implements Expert {

    private final Endpoint endpoint;
    private final OutboundClient client;
    private final OutboundClient.Admission admission;
    private final Failures failures;

    OpenAiExpert(Endpoint endpoint, OutboundClient client, OutboundClient.Admission admission, InstantSource time) {
        this.endpoint = endpoint;
        this.client = client;
        this.admission = admission;
        this.failures = new Failures(endpoint.redaction(), time);
    }

    @Override
    public Reply ask(Query query, ReplySink sink, Call call) {
        boolean stream = query.settings().stream();
        var bounded = stream ? call : call.within(call.timeouts().unstreamed());
        Reading reading = stream ? new StreamReading(query, sink, failures) : new WholeReading(query, failures);
        try {
            return client.send(endpoint.request(query), bounded, reading);
        } catch (IOException e) {
            return reading.broken(e);
        }
    }

    /** Ends the right to call the endpoint. */
    @Override
    public void close() {
        admission.close();
    }

    @Override
    public String toString() {
        return "OpenAiExpert[" + endpoint + "]";
    }
}
