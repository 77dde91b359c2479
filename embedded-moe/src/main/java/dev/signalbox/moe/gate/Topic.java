package dev.signalbox.moe.gate;

import static java.util.Objects.requireNonNull;

/**
 * What a text is about, by which routing is told apart.
 *
 * @param domain empty when it is not known
 * @param language ISO 639-1, or {@code und} when it cannot be told; empty when nobody looked
 */
public record Topic(String domain, String language) {

    public static final Topic UNKNOWN = new Topic("", "");

    public Topic {
        requireNonNull(domain);
        requireNonNull(language);
    }
}
