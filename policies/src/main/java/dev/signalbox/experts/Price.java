package dev.signalbox.experts;

/**
 * What an expert charges, in micro-USD per million tokens; so 0.15 USD per million is 150,000.
 *
 * @param inputMicroUsd per million prompt tokens
 * @param cachedInputMicroUsd per million prompt tokens that the expert had cached
 * @param outputMicroUsd per million generated tokens
 */
public record Price(long inputMicroUsd, long cachedInputMicroUsd, long outputMicroUsd) {

    public static final Price FREE = new Price(0, 0, 0);
    private static final long MILLION = 1_000_000;

    public Price {
        if (inputMicroUsd < 0 || cachedInputMicroUsd < 0 || outputMicroUsd < 0) {
            throw new IllegalArgumentException("price: negative, expected micro-USD per million tokens >= 0");
        }
    }

    /** The cost of a call in micro-USD, rounded up once over the whole call. */
    public long microUsd(Usage usage) {
        long fresh = usage.promptTokens() - usage.cachedTokens();
        long sum = Math.addExact(
                Math.addExact(
                        Math.multiplyExact(fresh, inputMicroUsd),
                        Math.multiplyExact(usage.cachedTokens(), cachedInputMicroUsd)),
                Math.multiplyExact(usage.completionTokens(), outputMicroUsd));
        return Math.ceilDiv(sum, MILLION);
    }

    /** The cost of a call in micro-USD with its fraction: what to learn from, where {@link #microUsd} is what to bill. */
    public double exactMicroUsd(Usage usage) {
        double fresh = usage.promptTokens() - usage.cachedTokens();
        return (fresh * inputMicroUsd
                        + (double) usage.cachedTokens() * cachedInputMicroUsd
                        + (double) usage.completionTokens() * outputMicroUsd)
                / MILLION;
    }
}
