package dev.signalbox.gateway;

import dev.signalbox.experts.Caller;
import dev.signalbox.tenancy.Keys;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Lets only holders of a key reach {@code /v1}, and only administrators {@code /admin}. */
public final class KeyFilter implements Filter {

    private static final String HOLDER = KeyFilter.class.getName() + ".holder";
    private static final String BEARER = "bearer ";

    private final Keys keys;

    KeyFilter(Keys keys) {
        this.keys = keys;
    }

    /** Who sent a request that came through this filter. */
    public static Caller caller(HttpServletRequest request) {
        if (request.getAttribute(HOLDER) instanceof Keys.Holder holder) {
            return holder.caller();
        }
        throw new IllegalStateException("no key was checked for " + request.getServletPath());
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (request instanceof HttpServletRequest http && response instanceof HttpServletResponse reply) {
            reply.setHeader("x-content-type-options", "nosniff");
            var refusal = check(http);
            if (refusal != null) {
                refuse(refusal, reply);
                return;
            }
        }
        chain.doFilter(request, response);
    }

    private @Nullable ApiError check(HttpServletRequest request) {
        var path = path(request);
        boolean admin = under(path, "/admin");
        if (!admin && !under(path, "/v1")) {
            return null;
        }
        var presented = presented(request);
        if (presented == null) {
            return ApiError.request(401, "No API key: send it as \"Authorization: Bearer KEY\".", "missing_api_key");
        }
        var holder = keys.authenticate(presented).orElse(null);
        if (holder == null) {
            return ApiError.request(401, "The API key is unknown or revoked.", "invalid_api_key");
        }
        if (admin && !holder.admin()) {
            return ApiError.request(403, "This needs an administrator's key.", "insufficient_permissions");
        }
        request.setAttribute(HOLDER, holder);
        return null;
    }

    private static void refuse(ApiError refusal, HttpServletResponse response) throws IOException {
        if (refusal.status() == 401) {
            response.setHeader("www-authenticate", "Bearer");
        }
        refusal.writeTo(response);
    }

    /** Decoded and normalised; encoded slashes too, which the server leaves alone for the sake of model names. */
    private static String path(HttpServletRequest request) {
        var path = request.getPathInfo() == null
                ? request.getServletPath()
                : request.getServletPath() + request.getPathInfo();
        return path.indexOf('%') < 0 ? path : path.replace("%2F", "/").replace("%2f", "/");
    }

    private static boolean under(String path, String root) {
        return path.startsWith(root) && (path.length() == root.length() || path.charAt(root.length()) == '/');
    }

    private static @Nullable String presented(HttpServletRequest request) {
        var authorization = request.getHeader("authorization");
        if (authorization == null) {
            return request.getHeader("x-api-key");
        }
        return authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())
                ? authorization.substring(BEARER.length()).strip()
                : null;
    }
}
