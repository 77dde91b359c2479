package dev.signalbox.gateway;

import dev.signalbox.experts.Caller;
import dev.signalbox.tenancy.ApiKey;
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

/**
 * Lets only holders of a key reach {@code /v1}, only administrators {@code /admin}, and only them and holders of a key
 * made for it {@code /metrics}.
 */
public final class KeyFilter implements Filter {

    private static final String HOLDER = KeyFilter.class.getName() + ".holder";
    private static final String BEARER = "bearer ";

    private final Keys keys;
    private final boolean openMetrics;

    /** @param openMetrics whether anybody may read the metrics */
    KeyFilter(Keys keys, boolean openMetrics) {
        this.keys = keys;
        this.openMetrics = openMetrics;
    }

    /** Who sent a request that came through this filter. */
    public static Caller caller(HttpServletRequest request) {
        return holder(request).caller();
    }

    /** Whether they run the service. */
    static boolean isOperator(HttpServletRequest request) {
        return holder(request).admin();
    }

    /** Whether they may change how local sparse models choose their experts. */
    static boolean maySteer(HttpServletRequest request) {
        return holder(request).steers();
    }

    private static Keys.Holder holder(HttpServletRequest request) {
        if (request.getAttribute(HOLDER) instanceof Keys.Holder holder) {
            return holder;
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
        var area = Area.of(path);
        if (area == Area.OPEN || (area == Area.METRICS && openMetrics)) {
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
        if (!area.admits(holder.role())) {
            return ApiError.request(403, area.needs, "insufficient_permissions");
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

    /** A part of the paths, and what it takes to go there. */
    private enum Area {
        OPEN(""),
        CALLS("A key that reads metrics cannot ask."),
        METRICS("This needs an administrator's key, or one made to read metrics."),
        ADMIN("This needs an administrator's key.");

        private final String needs;

        Area(String needs) {
            this.needs = needs;
        }

        static Area of(String path) {
            if (under(path, "/v1")) {
                return CALLS;
            }
            if (under(path, "/admin")) {
                return ADMIN;
            }
            return under(path, "/metrics") ? METRICS : OPEN;
        }

        boolean admits(ApiKey.Role role) {
            return switch (this) {
                case OPEN -> true;
                case CALLS -> role != ApiKey.Role.METRICS;
                case METRICS -> role == ApiKey.Role.METRICS || role == ApiKey.Role.ADMIN;
                case ADMIN -> role == ApiKey.Role.ADMIN;
            };
        }
    }
}
