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

    static final String SUFFIX = ".gguf";
    private static final Pattern FILE_NAME = Pattern.compile("[A-Za-z0-9_+-][A-Za-z0-9._+-]{0,120}");
    private static final String NAMELESS = "model";
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

    /** A file name, which people know the model by: the last part of the path, if that is fit to be one. */
    public String name() {
        var path = String.valueOf(url.getPath());
        var last = path.substring(path.lastIndexOf('/') + 1);
        var stem = last.endsWith(SUFFIX) ? last.substring(0, last.length() - SUFFIX.length()) : last;
        return (FILE_NAME.matcher(stem).matches() ? stem : NAMELESS) + SUFFIX;
    }

    /** The host alone: a path or query may hold a token. */
    @Override
    public String toString() {
        return "a model from " + url.getHost();
    }
}
