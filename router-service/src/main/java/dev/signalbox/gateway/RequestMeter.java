package dev.signalbox.gateway;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.springframework.web.servlet.HandlerMapping;

/** Counts and times HTTP exchanges by route and status; by the route's pattern, since paths have no bound. */
final class RequestMeter implements Filter {

    private static final String NONE = "none";

    private final MeterRegistry meters;
    private final Map<Exchange, Timer> known = new ConcurrentHashMap<>();

    RequestMeter(MeterRegistry meters) {
        this.meters = meters;
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        long start = System.nanoTime();
        int broken = 500;
        try {
            chain.doFilter(request, response);
            broken = 0;
        } finally {
            if (request instanceof HttpServletRequest http && response instanceof HttpServletResponse reply) {
                int status = Math.max(broken, reply.getStatus());
                known.computeIfAbsent(new Exchange(route(http), status), this::timer)
                        .record(System.nanoTime() - start, TimeUnit.NANOSECONDS);
            }
        }
    }

    /** What matched no route, or was refused before that, has no pattern. */
    private static String route(HttpServletRequest request) {
        return request.getAttribute(HandlerMapping.BEST_MATCHING_PATTERN_ATTRIBUTE) instanceof String pattern
                ? pattern
                : NONE;
    }

    private Timer timer(Exchange exchange) {
        return Timer.builder("signalbox.http.requests")
                .description("HTTP exchanges to the end of the reply")
                .tag("route", exchange.route())
                .tag("status", Integer.toString(exchange.status()))
                .register(meters);
    }

    private record Exchange(String route, int status) {}
}
