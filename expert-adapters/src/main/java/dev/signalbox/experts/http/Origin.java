package dev.signalbox.experts.http;

import java.net.InetAddress;
import java.net.URI;
import java.util.Locale;

/**
 * A place on the network that an expert may be called at.
 *
 * @param scheme {@code http} or {@code https}
 * @param host lower case, an IPv6 address without brackets
 * @param port never the default's placeholder
 */
public record Origin(String scheme, String host, int port) {

    public Origin {
        scheme = scheme.toLowerCase(Locale.ROOT);
        host = withoutBrackets(host.toLowerCase(Locale.ROOT));
        if (port < 0) {
            port = scheme.equals("https") ? 443 : 80;
        }
    }

    /**
     * The origin of an expert's base URL. Refuses what could lead elsewhere or carry a secret; the message never repeats
     * the URL, as it may hold a password.
     */
    public static Origin of(URI url) {
        if (url.getRawQuery() != null) {
            throw new IllegalArgumentException("base-url: expected no user, query or fragment");
        }
        return ofFile(url, "base-url");
    }

    /**
     * The origin of a file's URL, which may have a query.
     *
     * @param key of the configuration that holds it, for messages
     */
    public static Origin ofFile(URI url, String key) {
        var scheme = url.getScheme() == null ? "" : url.getScheme().toLowerCase(Locale.ROOT);
        if (!scheme.equals("http") && !scheme.equals("https")) {
            throw new IllegalArgumentException(key + ": expected http:// or https://");
        }
        if (url.getRawUserInfo() != null || url.getRawFragment() != null) {
            throw new IllegalArgumentException(key + ": expected no user, query or fragment");
        }
        if (url.getHost() == null) {
            throw new IllegalArgumentException(key + ": expected a host name or address");
        }
        var origin = new Origin(scheme, url.getHost(), url.getPort());
        origin.refuseForbiddenLiteral(key);
        return origin;
    }

    private void refuseForbiddenLiteral(String key) {
        InetAddress literal;
        try {
            literal = InetAddress.ofLiteral(host);
        } catch (IllegalArgumentException e) {
            return; // a name: judged when it is resolved
        }
        if (ForbiddenAddresses.contains(literal)) {
            throw new IllegalArgumentException(key + ": " + host + " is a link-local or metadata address");
        }
    }

    private static String withoutBrackets(String host) {
        return host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
    }
}
