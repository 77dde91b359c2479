package dev.signalbox.moe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.signalbox.moe.adapter.AdapterTally;
import dev.signalbox.moe.adapter.AdapterTally.Counts;
import dev.signalbox.moe.adapter.Adapters;
import dev.signalbox.moe.gate.GateShape;
import dev.signalbox.moe.gate.Phase;
import dev.signalbox.moe.gate.RoutingCode;
import dev.signalbox.moe.gate.TokenRouting;
import dev.signalbox.moe.llama.Sampling;
import dev.signalbox.moe.worker.EventStream;
import dev.signalbox.moe.worker.LoopbackClient;
import dev.signalbox.moe.worker.LoopbackServer;
import dev.signalbox.moe.worker.MalformedWireException;
import dev.signalbox.moe.worker.Wire;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a worker tells of a model's insides, and is not believed when it cannot be true. */
@Timeout(20)
final class RemoteReplyTest {

    private static final GateShape SHAPE = new GateShape(1, 4);
    private static final String ROUTING = "{\"routing\":\"" + code() + "\"}";
    private static final String DONE = """
            {"content":"","stop":true,"stop_type":"eos","tokens_predicted":1,"tokens_evaluated":2,\
            "timings":{"cache_n":0}%s}""";

    private final List<String> script = new ArrayList<>();
    private final List<Integer> chosen = new ArrayList<>();
    private final AdapterTally tally = new AdapterTally();
    private final RemoteAdapters adapters = new RemoteAdapters(tally);
    private LoopbackServer server;

    private static String code() {
        var routing = new TokenRouting(1, 1).begin(5, Phase.PROMPT, 0);
        routing.choose(0, 0, 3, 1);
        routing.settle(0, 0.5f);
        return RoutingCode.of(routing);
    }

    @BeforeEach
    void open() throws IOException {
        server = LoopbackServer.open(
                "t",
                _ -> new LoopbackServer.Events(out -> {
                    for (var each : script) {
                        EventStream.write(Wire.tree(each.getBytes(StandardCharsets.UTF_8)), out);
                    }
                }));
    }

    @AfterEach
    void close() throws IOException {
        server.close();
    }

    /** Two tokens of prompt, at most one of reply. */
    private void listen(boolean watched, String... events) throws IOException {
        script.clear();
        script.addAll(List.of(events));
        var order = new Generation.Order(1, Sampling.GREEDY, List.of(), null, null, Adapters.NONE);
        var generation = new Generation(new int[] {5, 6}, order);
        if (watched) {
            generation.watch(routing -> chosen.add(routing.expert(0, 0)));
        }
        var client = new LoopbackClient(server.port(), "t");
        adapters.ask(client);
        new RemoteReply(generation, client, SHAPE, adapters).listen();
    }

    @Test
    void listen_routings_areToldToWhoWatches() throws IOException {
        listen(true, ROUTING, ROUTING, ROUTING, DONE.formatted(""));
        assertThat(chosen).containsExactly(3, 3, 3);
    }

    @Test
    void listen_routingsThatCannotBe_areNotBelieved() {
        assertThatThrownBy(() -> listen(false, ROUTING, DONE.formatted("")))
                .isInstanceOf(MalformedWireException.class)
                .hasMessageContaining("routing: expected none");
        assertThatThrownBy(() -> listen(true, ROUTING, ROUTING, ROUTING, ROUTING, DONE.formatted("")))
                .isInstanceOf(MalformedWireException.class)
                .hasMessageContaining("one of each token");
        assertThatThrownBy(() -> listen(true, "{\"routing\":\"AA==\"}"))
                .isInstanceOf(MalformedWireException.class)
                .hasMessageContaining("ends before its end");
        assertThatThrownBy(() -> listen(true, "{\"routing\":7}")).isInstanceOf(MalformedWireException.class);
    }

    @Test
    void listen_adapters_areCountedByWhatIsNew() throws IOException {
        var some = ",\"adapters\":{\"hits\":3,\"loads\":2,\"evictions\":1,\"resident\":1,\"bytes\":10}";
        listen(false, DONE.formatted(some));
        assertThat(tally.counts()).isEqualTo(new Counts(3, 2, 1, 1, 10));
        listen(false, DONE.formatted(some));
        assertThat(tally.counts()).as("of another process").isEqualTo(new Counts(6, 4, 2, 1, 10));
        assertThatThrownBy(() -> listen(false, DONE.formatted(",\"adapters\":{\"hits\":-1}")))
                .isInstanceOf(MalformedWireException.class)
                .hasMessageContaining("adapters: hits, expected a count");
    }
}
