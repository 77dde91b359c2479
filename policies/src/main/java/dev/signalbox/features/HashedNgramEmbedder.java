package dev.signalbox.features;

/**
 * Embeds a text by hashing its words and the character n-grams in them; pure Java, no model.
 *
 * <p>Weinberger et al. 2009, <a href="https://arxiv.org/abs/0902.2206">arXiv:0902.2206</a> (signed feature hashing). Each
 * of the {@link TermCounts} adds its value, with a sign that its hash decides, to one of {@value #DIMENSION} coordinates;
 * the sum is scaled to unit norm.
 */
public final class HashedNgramEmbedder implements PromptEmbedder {

    private static final int DIMENSION = 384;

    @Override
    public String space() {
        return "hashed-ngram-" + DIMENSION + "-v2";
    }

    @Override
    public int dimension() {
        return DIMENSION;
    }

    @Override
    public Embedding embed(String text) {
        var sum = new double[DIMENSION];
        TermCounts.of(text).forEach((hash, value) -> {
            int index = (int) Long.remainderUnsigned(hash >>> 1, DIMENSION);
            sum[index] += (hash & 1) == 0 ? value : -value;
        });
        var values = new float[DIMENSION];
        for (int i = 0; i < DIMENSION; i++) {
            values[i] = (float) sum[i];
        }
        return Embedding.normalized(values);
    }
}
