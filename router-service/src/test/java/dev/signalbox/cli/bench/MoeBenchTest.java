package dev.signalbox.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.experts.Cancellation;
import dev.signalbox.experts.Reply;
import dev.signalbox.moe.LocalProvider;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class MoeBenchTest {

    @TempDir
    static Path home;

    @ParameterizedTest
    @ValueSource(longs = {20_000_000, 500_000_000, 1_000_000_000})
    void shape_wantedSize_isMetWithinATenth(long parameters) {
        var shape = RandomMoe.Shape.of(parameters);
        assertThat((double) shape.parameters() / parameters).isBetween(0.9, 1.1);
        assertThat(shape.activeParameters()).isLessThan(shape.parameters());
    }

    @Test
    void write_smallModel_isServedAndNeverEndsByItself() throws IOException {
        var model = RandomMoe.write(home.resolve("random.gguf"), RandomMoe.Shape.of(1));
        var config = LocalProvider.Config.of(model.toString())
                .slots(2)
                .threads(1)
                .together(true)
                .config();
        try (var server = new LocalServer(home, config, 64)) {
            var firsts = new AtomicInteger();
            var reply = server.ask("What is this?", 20, firsts::incrementAndGet, new Cancellation());
            assertThat(reply).isInstanceOf(Reply.Answer.class);
            assertThat(reply.usage().promptTokens()).isEqualTo(1 + "What is this?\n>".length());
            assertThat(reply.usage().completionTokens()).isEqualTo(20);
            assertThat(firsts).hasValue(1);
        }
    }

    @Test
    void load_severalAskers_askTheirSharesAndNothingTwice() throws InterruptedException {
        var questions = ConcurrentHashMap.<String>newKeySet();
        var asked = new AtomicInteger();
        var pace = new MoeLoad(3, 4, 50, 7)
                .on(
                        (question, tokens, first) -> {
                            assertThat(tokens).isEqualTo(7);
                            assertThat(question).hasSize(50 - 3);
                            questions.add(question);
                            asked.incrementAndGet();
                            first.run();
                        },
                        1);
        assertThat(asked).hasValue(12);
        assertThat(questions).hasSize(12);
        assertThat(pace.nanos()).isPositive();
        assertThat(pace.firstTokenNanos()).isBetween(0L, pace.nanos());
    }
}
