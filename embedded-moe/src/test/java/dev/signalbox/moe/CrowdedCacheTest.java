package dev.signalbox.moe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.signalbox.moe.llama.LlamaBatch;
import dev.signalbox.moe.llama.LlamaContext;
import dev.signalbox.moe.llama.LlamaException;
import dev.signalbox.moe.llama.LlamaLibrary;
import dev.signalbox.moe.llama.LlamaModel;
import dev.signalbox.moe.llama.Sampling;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A cache that several conversations share, where one that leaves frees every fourth cell. */
final class CrowdedCacheTest {

    private static final int SEATS = 4;
    private static final int EACH = 256;
    private static final int TOKEN = 40;

    /** Of so many the library moves fewer cells at once than must be moved here. */
    private static final int LAYERS = 64;

    @TempDir
    static Path home;

    private static LlamaModel model;

    @BeforeAll
    static void load() throws IOException {
        LlamaLibrary library = NativeLibrary.load(home.resolve("native"));
        model = library.open(TinyModel.deep(home.resolve("deep.gguf"), LAYERS, EACH));
    }

    @AfterAll
    static void free() {
        model.close();
    }

    @Test
    void copyTo_roomInSingleCells_madeIntoOneHowOftenItTakes() {
        try (var reader = model.context(new LlamaContext.Size(EACH, 1, 64, 1));
                var writer = model.context(new LlamaContext.Size(SEATS * EACH, SEATS, 64, 1));
                var sampler = model.sampler(Sampling.GREEDY, 1, null);
                var batch = new LlamaBatch(64)) {
            fillTogether(writer, batch);
            read(reader, batch, EACH - 10);
            int first = reader.draw(sampler, batch.size() - 1);
            writer.forget(1);
            reader.copyTo(writer, 1);
            assertThat(next(writer, 1, EACH - 10, first, batch)).isEqualTo(next(reader, 0, EACH - 10, first, batch));
        }
    }

    @Test
    void copyTo_noRoomAtAll_refusedAndTheOthersStay() {
        try (var reader = model.context(new LlamaContext.Size(EACH, 1, 64, 1));
                var writer = model.context(new LlamaContext.Size(EACH, 2, 64, 1));
                var batch = new LlamaBatch(64)) {
            read(reader, batch, EACH / 2);
            reader.copyTo(writer, 0);
            int before = next(reader, 0, EACH / 2, TOKEN, batch);
            assertThatExceptionOfType(LlamaException.class)
                    .isThrownBy(() -> reader.copyTo(writer, 1))
                    .withMessageContaining("no room for a conversation");
            writer.forget(1);
            assertThat(next(writer, 0, EACH / 2, TOKEN, batch)).isEqualTo(before);
        }
    }

    /** As if all replies began and went on at once. */
    private static void fillTogether(LlamaContext writer, LlamaBatch batch) {
        for (int from = 0; from < EACH; from += 64 / SEATS) {
            batch.clear();
            for (int i = 0; i < 64; i++) {
                batch.add(TOKEN + i, from + i / SEATS, i % SEATS, false);
            }
            writer.decode(batch);
        }
    }

    private static void read(LlamaContext reader, LlamaBatch batch, int tokens) {
        for (int from = 0; from < tokens; from += 64) {
            batch.clear();
            for (int at = from; at < Math.min(from + 64, tokens); at++) {
                batch.add(TOKEN + at % 50, at, 0, at == tokens - 1);
            }
            reader.decode(batch);
        }
    }

    private static int next(LlamaContext context, int sequence, int position, int token, LlamaBatch batch) {
        try (var sampler = model.sampler(Sampling.GREEDY, 1, null)) {
            batch.clear();
            batch.add(token, position, sequence, true);
            context.decode(batch);
            return context.draw(sampler, 0);
        }
    }
}
