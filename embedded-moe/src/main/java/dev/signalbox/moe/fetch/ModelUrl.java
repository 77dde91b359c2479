package dev.signalbox.moe.fetch;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Where a model file comes from, and what it must be.
 *
 * @param url {@code http} or {@code https}; the content is pinned, so that a plain connection can delay it, not change it
 * @param sha256 of the whole file, 64 lower-case hexadecimal digits
 */
public record ModelUrl(URI url, String sha256) {

    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

    public ModelUrl {
        if (!SHA256.matcher(sha256).matches()) {
            throw new IllegalArgumentException("sha256: \"" + sha256 + "\", expected 64 hexadecimal digits");
        }
        var scheme = url.getScheme();
        if (scheme == null || !(scheme.equals("http") || scheme.equals("https")) || url.getHost() == null) {
            throw new IllegalArgumentException("url: expected http:// or https:// and a host");
        }
        if (url.getRawUserInfo() != null || url.getRawFragment() != null) {
            throw new IllegalArgumentException("url: expected no user and no fragment");
        }
    }

    /** Reads both as a roster holds them. */
    public static ModelUrl of(String url, String sha256) {
        try {
            return new ModelUrl(new URI(url.strip()), sha256.strip().toLowerCase(Locale.ROOT));
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(
                    "url: " + e.getReason() + ", expected http:// or https:// and a host", e);
        }
    }

    /** The host alone: a path or query may hold a token. */
    @Override
    public String toString() {
        return "a model from " + url.getHost();
    }
}
