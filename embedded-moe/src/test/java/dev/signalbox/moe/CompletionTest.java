package dev.signalbox.moe;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.signalbox.experts.Logprob;
import dev.signalbox.moe.Generation.Counts;
import dev.signalbox.moe.Generation.Done;
import dev.signalbox.moe.Generation.End;
import dev.signalbox.moe.Generation.Event;
import dev.signalbox.moe.Generation.Order;
import dev.signalbox.moe.Generation.Token;
import dev.signalbox.moe.adapter.AdapterFile;
import dev.signalbox.moe.adapter.Adapters;
import dev.signalbox.moe.llama.Sampling;
import dev.signalbox.moe.worker.MalformedWireException;
import dev.signalbox.moe.worker.Wire;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What goes over the wire arrives as it was, and nothing else is taken for it. */
final class CompletionTest {

    private static final int ROOM = 1000;

    private final SplittableRandom random = new SplittableRandom(3);

    private static Completion read(String json) throws MalformedWireException {
        return new Completion(Wire.tree(json.getBytes(UTF_8)));
    }

    private Order anything() {
        var shaping = new Sampling.Shaping(
                random.nextDouble(-2, 2),
                random.nextDouble(-2, 2),
                random.nextDouble(0.1, 2),
                random.nextInt(0, 50),
                random.nextDouble(),
                Map.of(random.nextInt(100), random.nextDouble(-100, 100), 200, -0.1));
        return new Order(
                random.nextInt(1, ROOM),
                new Sampling(random.nextDouble(0, 2), random.nextDouble(0.01, 1), random.nextInt(), shaping),
                List.of("\n\n", "\u00e9\u20ac", "half \uD83D"),
                random.nextBoolean() ? "root ::= \"\u00e9\"" : null,
                random.nextBoolean() ? random.nextInt(1, 20) : null,
                new Adapters(List.of(new Adapters.Part(new AdapterFile(Path.of("/a.gguf"), 77), 0.3f))));
    }

    @Test
    void order_ofWhatWasSent_isTheSameToTheBit() throws MalformedWireException {
        for (int i = 0; i < 200; i++) {
            var order = anything();
            int[] prompt = random.ints(5, 0, 1000).toArray();
            var read = new Completion(Wire.tree(Wire.bytes(Completion.of(prompt, order))));
            assertThat(read.order(ROOM, random)).isEqualTo(order);
            assertThat(read.tokens()).isEqualTo(prompt);
            assertThat(read.isStreamed()).isTrue();
        }
    }

    /** The library takes it for "a random one", so that it is drawn with its neighbour in either place. */
    @Test
    void order_seedMinusOne_isMinusTwo() throws MalformedWireException {
        var order = new Order(1, new Sampling(1, 1, -1), List.of(), null, null, Adapters.NONE);
        var read = new Completion(Wire.tree(Wire.bytes(Completion.of(new int[] {1}, order))));
        assertThat(read.order(ROOM, random).sampling().seed()).isEqualTo(-2);
    }

    @Test
    void order_nothingSaid_isLlamasDefaults() throws MalformedWireException {
        var order = read("{\"prompt\": \"hi\"}").order(ROOM, random);
        assertThat(order.maxTokens()).isEqualTo(ROOM);
        assertThat(order.sampling().temperature()).isEqualTo(0.8);
        assertThat(order.sampling().shaping().topK()).isEqualTo(40);
        assertThat(order.grammar()).isNull();
        assertThat(order.likeliest()).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"n_predict\": \"many\"}",
                "{\"n_predict\": 1e12}",
                "{\"temperature\": \"hot\"}",
                "{\"logit_bias\": [[1]]}",
                "{\"logit_bias\": [[\"a\", 1]]}",
                "{\"logit_bias\": [[1, false]]}",
                "{\"stop\": [1]}",
                "{\"stop\": [\"\"]}"
            })
    void order_wrongValue_namesTheField(String json) throws MalformedWireException {
        var read = read(json);
        var field = json.substring(2, json.indexOf('"', 2));
        assertThatThrownBy(() -> read.order(ROOM, random))
                .isInstanceOf(MalformedWireException.class)
                .hasMessageStartingWith(field + ": expected");
    }

    @Test
    void prompt_ofWhatWasSent_keepsMarkupAndTextApart() throws MalformedWireException {
        var mixed = new Prompt(List.of(
                new Prompt.Piece("<|im_start|>", true),
                new Prompt.Piece("<|im_start|> \uD83D", false),
                new Prompt.Piece("", true)));
        for (var prompt : List.of(mixed, Prompt.of("plain"), new Prompt(List.of(new Prompt.Piece("<s>", true))))) {
            assertThat(Tokenization.prompt(Wire.tree(Wire.bytes(Tokenization.of(prompt)))))
                    .isEqualTo(prompt);
        }
    }

    private static Generation generation(Integer likeliest) {
        return new Generation(new int[10], new Order(50, Sampling.GREEDY, List.of(), null, likeliest, Adapters.NONE));
    }

    private static void assertCarried(Generation generation, Event... events) throws MalformedWireException {
        var out = new CompletionEvents(generation);
        for (var event : events) {
            var json = Wire.tree(Wire.bytes(out.json(event)));
            assertThat(new CompletionEvents(generation).event(json)).isEqualTo(event);
        }
    }

    @Test
    void event_ofWhatWasTold_isTheSameToTheBit() throws MalformedWireException {
        var none = Optional.<Logprob>empty();
        assertCarried(generation(null), new Token("", none), new Token("\u20ac\n\"", none));
        for (var end : new End[] {End.STOP, End.LENGTH, End.CANCELLED}) {
            assertCarried(generation(null), new Done(end, " rest", new Counts(10, 4, 7)));
        }
        assertCarried(generation(null), Done.unread(End.FAILED));
        var chance = new Logprob.Chance("\uFFFD", List.of(226, 130), -0.1 / 3);
        assertCarried(generation(0), new Token("x", Optional.of(new Logprob(chance, List.of()))));
        assertCarried(generation(2), new Token("", Optional.of(new Logprob(chance, List.of(chance, chance)))));
    }

    @Test
    void json_howItEnded_isToldApart() {
        var token = new Token("x", Optional.empty());
        var byWord = new CompletionEvents(generation(null));
        byWord.json(token);
        assertThat(byWord.json(new Done(End.STOP, "", new Counts(10, 0, 1)))
                        .path("stop_type")
                        .asString())
                .isEqualTo("word");
        var byModel = new CompletionEvents(generation(null));
        byModel.json(token);
        assertThat(byModel.json(new Done(End.STOP, "", new Counts(10, 0, 2)))
                        .path("stop_type")
                        .asString())
                .isEqualTo("eos");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "[]",
                "{\"content\": 5}",
                "{\"content\": \"\", \"stop\": true}",
                "{\"content\": \"\", \"stop\": true, \"stop_type\": \"eos\", \"tokens_evaluated\": 11,"
                        + " \"tokens_predicted\": 1, \"timings\": {\"cache_n\": 0}}",
                "{\"content\": \"\", \"stop\": true, \"stop_type\": \"eos\", \"tokens_evaluated\": 10,"
                        + " \"tokens_predicted\": 51, \"timings\": {\"cache_n\": 0}}",
                "{\"content\": \"\", \"stop\": true, \"stop_type\": \"eos\", \"tokens_evaluated\": 10,"
                        + " \"tokens_predicted\": 1, \"timings\": {\"cache_n\": 11}}",
                "{\"content\": \"\", \"stop\": true, \"stop_type\": \"bored\", \"tokens_evaluated\": 10,"
                        + " \"tokens_predicted\": 1, \"timings\": {\"cache_n\": 0}}"
            })
    void event_notInTheDialect_malformed(String json) throws MalformedWireException {
        var tree = Wire.tree(json.getBytes(UTF_8));
        assertThatThrownBy(() -> new CompletionEvents(generation(null)).event(tree))
                .isInstanceOf(MalformedWireException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]",
                "[{\"token\": \"x\", \"logprob\": \"-1\"}]",
                "[{\"token\": \"x\", \"logprob\": -1, \"bytes\": [256]}]",
                "[{\"logprob\": -1}]"
            })
    void event_wrongProbabilities_malformed(String probabilities) throws MalformedWireException {
        var tree = Wire.tree(
                ("{\"content\": \"x\", \"completion_probabilities\": " + probabilities + "}").getBytes(UTF_8));
        assertThatThrownBy(() -> new CompletionEvents(generation(1)).event(tree))
                .isInstanceOf(MalformedWireException.class);
    }
}
