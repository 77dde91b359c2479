package dev.signalbox.moe.gate;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TraceTest {

    private static final GateShape SHAPE = new GateShape(2, 6);

    @TempDir
    Path folder;

    private final SplittableRandom random = new SplittableRandom(2);
    private final GateTally live = new GateTally(SHAPE);

    private Path record(boolean tokens) throws IOException {
        var file = folder.resolve("gate.trace");
        try (var writer = TraceWriter.create(file, new TraceHeader("tiny", SHAPE, tokens))) {
            RoutingSink both = (passage, routing) -> {
                live.routed(passage, routing);
                writer.routed(passage, routing);
            };
            for (int id = 0; id < 8; id++) {
                var passage = new Passage(id, new Topic(id % 2 == 0 ? "sums" : "tales", "en"));
                Simulated.text(both, passage, Phase.PROMPT, new int[] {3, 4, 5}, this::any);
                Simulated.text(both, passage, Phase.REPLY, random.ints(40, 0, 9).toArray(), this::any);
            }
        }
        return file;
    }

    private int[][] any(int token, int position) {
        return new int[][] {{token % 6, (token + 1) % 6}, {random.nextInt(3), 3 + position % 3}};
    }

    private static GateTally replayed(Path file) throws IOException {
        try (var reader = TraceReader.open(file)) {
            var tally = new GateTally(reader.whatOf().shape());
            reader.replay(tally);
            return tally;
        }
    }

    @Test
    void replay_recorded_givesTheFiguresOfTheLiveTally() throws IOException {
        assertThat(replayed(record(true)).figures()).isEqualTo(live.figures());
        assertThat(live.figures().layers().getFirst().tokenExplained()).isGreaterThan(0.95);
    }

    @Test
    void replay_withoutTokens_tellsAllButWhatTokensExplain() throws IOException {
        var figures = replayed(record(false)).figures();
        assertThat(figures.layers().getFirst().tokenExplained()).isZero();
        assertThat(figures.domains()).isEqualTo(live.figures().domains());
    }

    @Test
    void open_somethingElse_isRefused() throws IOException {
        var text = Files.writeString(folder.resolve("text"), "not a trace");
        assertThatThrownBy(() -> TraceReader.open(text))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("text: not a");
        var zipped = folder.resolve("zipped");
        try (var out = new GZIPOutputStream(Files.newOutputStream(zipped))) {
            out.write("something else".getBytes(UTF_8));
        }
        assertThatThrownBy(() -> TraceReader.open(zipped)).hasMessageContaining("not a routing trace");
    }

    /** Whatever is done to its bytes, it is read or refused with an IOException. */
    @Test
    void replay_damagedFiles_areReadOrRefused() throws IOException {
        byte[] whole;
        try (var in = new GZIPInputStream(Files.newInputStream(record(true)))) {
            whole = in.readAllBytes();
        }
        int refused = 0;
        for (int i = 0; i < 300; i++) {
            byte[] damaged = Arrays.copyOf(whole, i % 3 == 0 ? random.nextInt(whole.length) : whole.length);
            for (int j = 0; j < 3 && damaged.length > 0; j++) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
            }
            var file = folder.resolve("damaged");
            try (var out = new GZIPOutputStream(Files.newOutputStream(file))) {
                out.write(damaged);
            }
            try {
                replayed(file);
            } catch (IOException e) {
                refused++;
            }
        }
        assertThat(refused).isBetween(100, 300);
    }
}
