package dev.signalbox.experts;

import static java.util.Objects.requireNonNull;

/**
 * What routing takes a question to be about; for an expert that keeps account of what it is asked.
 *
 * @param domain as the policy's scorer names it; empty when it names none
 * @param language ISO 639-1, or {@code und} when it cannot be told; empty when nobody looked
 */
public record Subject(String domain, String language) {

    public static final Subject UNKNOWN = new Subject("", "");

    public Subject {
        requireNonNull(domain);
        requireNonNull(language);
    }
}
