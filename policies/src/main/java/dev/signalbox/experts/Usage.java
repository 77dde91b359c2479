package dev.signalbox.experts;

/**
 * Tokens that a call used.
 *
 * @param promptTokens read, cached ones included
 * @param completionTokens generated, reasoning included
 * @param cachedTokens the part of {@code promptTokens} that the expert had cached
 * @param exact false when counted by us because the expert did not say, as for a stream that was cut
 */
public record Usage(long promptTokens, long completionTokens, long cachedTokens, boolean exact) {

    public static final Usage NONE = new Usage(0, 0, 0, true);

    public Usage {
        if (promptTokens < 0 || completionTokens < 0 || cachedTokens < 0 || cachedTokens > promptTokens) {
            throw new IllegalArgumentException("usage: prompt " + promptTokens + ", completion " + completionTokens
                    + ", cached " + cachedTokens + ", expected all >= 0 and cached <= prompt");
        }
    }

    public static Usage exact(long promptTokens, long completionTokens) {
        return new Usage(promptTokens, completionTokens, 0, true);
    }

    public static Usage estimated(long promptTokens, long completionTokens) {
        return new Usage(promptTokens, completionTokens, 0, false);
    }

    public long totalTokens() {
        return promptTokens + completionTokens;
    }
}
