package dev.signalbox.cli.bench;

import dev.signalbox.moe.gguf.Blueprint;
import dev.signalbox.moe.gguf.RandomWeights;
import dev.signalbox.moe.gguf.TensorType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.SplittableRandom;

/**
 * Writes a sparse model of a wanted size with random weights: it costs what a trained one of its shape costs, and says
 * nothing. Mixtral layout, eight experts of which two are used, Q8_0; it never ends a reply by itself, and its tokens are
 * the printable characters, so that lengths are known.
 */
public final class RandomMoe {

    /** Tokens that the model claims to have been trained on at once. */
    public static final int CONTEXT = 4096;

    private static final int EXPERTS = 8;
    private static final int EXPERTS_USED = 2;
    private static final int HEAD = 64;
    private static final long SEED = 20260101;

    private RandomMoe() {}

    /**
     * The sizes of a model.
     *
     * @param width of a token's vector
     * @param inner width of an expert's hidden layer
     */
    public record Shape(int vocabulary, int width, int inner, int layers) {

        /** The shape whose parameters come closest to {@code parameters}. */
        public static Shape of(long parameters) {
            var narrow = parameters < 100_000_000 ? new Shape(4_096, 256, 512, 1) : new Shape(32_000, 1_024, 1_792, 1);
            long layers = Math.round((double) (parameters - narrow.embedding()) / narrow.layer());
            return new Shape(narrow.vocabulary, narrow.width, narrow.inner, (int) Math.max(1, layers));
        }

        /** All weights. */
        public long parameters() {
            return embedding() + layers * layer();
        }

        /** The weights that one token meets. */
        public long activeParameters() {
            return parameters() - (long) layers * (EXPERTS - EXPERTS_USED) * 3 * width * inner;
        }

        private long embedding() {
            return 2L * vocabulary * width;
        }

        private long layer() {
            return 2L * width * width + 2L * width * keyHeads() * HEAD + (long) EXPERTS * 3 * width * inner;
        }

        private int heads() {
            return width / HEAD;
        }

        private int keyHeads() {
            return heads() / 4;
        }

        private Blueprint blueprint() {
            return new Blueprint(
                    "random",
                    Blueprint.Layout.MIXTRAL,
                    new Blueprint.Trunk(vocabulary, width, layers, heads(), keyHeads()),
                    new Blueprint.Experts(EXPERTS, EXPERTS_USED, inner, 0),
                    TensorType.Q8_0,
                    CONTEXT);
        }
    }

    /** Writes it unless the file is there, whole or not at all. */
    public static Path write(Path file, Shape shape) throws IOException {
        if (Files.exists(file)) {
            return file;
        }
        Files.createDirectories(file.toAbsolutePath().resolveSibling(""));
        long largest = (long) shape.width() * Math.max(shape.vocabulary(), EXPERTS * shape.inner());
        var part = file.resolveSibling(file.getFileName() + ".part");
        shape.blueprint()
                .write(part, RandomWeights.repeated(new SplittableRandom(SEED), TensorType.Q8_0.bytes(largest)));
        return Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
