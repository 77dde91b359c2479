package dev.signalbox.moe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.signalbox.experts.Call;
import dev.signalbox.moe.adapter.Adapters;
import dev.signalbox.moe.gate.GateShape;
import dev.signalbox.moe.gate.Steering;
import dev.signalbox.moe.gate.TokenRouting;
import dev.signalbox.moe.llama.Likelihood;
import dev.signalbox.moe.llama.LlamaBatch;
import dev.signalbox.moe.llama.LlamaContext;
import dev.signalbox.moe.llama.LlamaException;
import dev.signalbox.moe.llama.LlamaModel;
import dev.signalbox.moe.llama.Sampling;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two conversations in one batch: each is told apart from the other. */
final class LaneGateTest {

    private static final int TOKENS = 6;
    private static final GateShape SHAPE = new GateShape(2, 4);

    @TempDir
    static Path home;

    private final List<String> routed = new ArrayList<>();

    private static Generation generation(Steering steering) {
        var order = new Generation.Order(TOKENS, Sampling.GREEDY, List.of(), null, null, Adapters.NONE, steering);
        return new Generation(new int[] {1}, order, Call.UNKNOWN_SUBJECT);
    }

    private static Steering masking(int expert) {
        var layer = new Steering.Layer(List.of(expert), List.of(), Map.of());
        return Steering.of("without " + expert, Map.of(0, layer, 1, layer), SHAPE, 2);
    }

    private LlamaModel model() throws Exception {
        var library = NativeLibrary.load(home.resolve("native"));
        return library.open(TinyModel.random(home.resolve("lane.gguf"), 5, 64));
    }

    /** The likeliest tokens after each of the same two conversations. */
    private static List<List<Likelihood>> decode(LlamaModel model, LaneGate gate, Generation one, Generation other) {
        try (var context = model.context(new LlamaContext.Size(64, 2, 8, 1), gate);
                var batch = new LlamaBatch(2)) {
            var likelihoods = new ArrayList<List<Likelihood>>();
            for (int i = 0; i < TOKENS; i++) {
                batch.clear();
                batch.add(300 + i, i, 0, true);
                batch.add(320 + i, i, 1, true);
                gate.writing(0, one);
                gate.writing(1, other);
                context.decode(batch);
                likelihoods.add(context.likelihoods(0, 300, 5));
                likelihoods.add(context.likelihoods(1, 300, 5));
            }
            return likelihoods;
        }
    }

    @Test
    void steer_oneOfTwoInABatch_theOtherIsAsItWouldBeToTheLastBit() throws Exception {
        try (var model = model()) {
            var alone = decode(model, new LaneGate(2, 2), generation(null), generation(null));
            var mixed = decode(model, new LaneGate(2, 2), generation(masking(1)), generation(null));
            for (int i = 0; i < alone.size(); i += 2) {
                assertThat(mixed.get(i)).isNotEqualTo(alone.get(i));
                assertThat(mixed.get(i + 1)).isEqualTo(alone.get(i + 1));
            }
        }
    }

    @Test
    void chosen_oneOfTwoWatched_onlyItsTokensAreTold() throws Exception {
        var watched = generation(null);
        watched.watch(routing -> routed.add(told(routing)));
        try (var model = model()) {
            decode(model, new LaneGate(2, 2), generation(null), watched);
        }
        assertThat(routed).hasSize(TOKENS).first().isEqualTo("REPLY 320 at -1, all layers");
    }

    private static String told(TokenRouting routing) {
        return routing.phase() + " " + routing.token() + " at " + routing.position()
                + (routing.seen(0) && routing.seen(1) ? ", all layers" : ", some layers");
    }

    @Test
    void routed_sinkThrows_decodingFailsAndTheProcessLives() throws Exception {
        var watched = generation(null);
        watched.watch(_ -> {
            throw new IllegalStateException("full");
        });
        try (var model = model()) {
            assertThatThrownBy(() -> decode(model, new LaneGate(2, 2), generation(null), watched))
                    .isInstanceOf(IllegalStateException.class);
            var narrow = Steering.of(
                    "narrow", Map.of(0, new Steering.Layer(List.of(1), List.of(), Map.of())), new GateShape(2, 5), 2);
            assertThatThrownBy(() -> decode(model, new LaneGate(2, 2), generation(narrow), generation(null)))
                    .isInstanceOf(LlamaException.class)
                    .hasMessageContaining("5 biases, expected 4");
        }
    }
}
