package dev.signalbox.experts.http;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import org.apache.hc.client5.http.DnsResolver;

/**
 * Resolves admitted hosts only, and refuses a name as a whole when any of its addresses is forbidden. The client connects
 * to the very addresses returned here, so a name that changes its address between check and use gains nothing.
 *
 * <p>The system's resolver has no bound and cannot be interrupted, so it runs aside and is waited for; calls that need
 * the same name wait for the same look-up, and one that hangs holds one thread.
 */
final class GuardedDns implements DnsResolver {

    private final DnsResolver names;
    private final Predicate<String> admitted;
    private final Duration patience;
    private final Map<String, FutureTask<InetAddress[]>> underWay = new ConcurrentHashMap<>();

    /** @param patience longest wait for a look-up */
    GuardedDns(DnsResolver names, Predicate<String> admitted, Duration patience) {
        this.names = names;
        this.admitted = admitted;
        this.patience = patience;
    }

    @Override
    public InetAddress[] resolve(String host) throws UnknownHostException {
        if (!admitted.test(host)) {
            throw new UnknownHostException(host + " is not a host of the roster");
        }
        var addresses = resolveInTime(host);
        for (var address : addresses) {
            if (ForbiddenAddresses.contains(address)) {
                throw new UnknownHostException(host + " resolves to a link-local or metadata address");
            }
        }
        return addresses;
    }

    private InetAddress[] resolveInTime(String host) throws UnknownHostException {
        try {
            return lookUp(host).get(patience.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw unknown(host + " did not resolve in time", e);
        } catch (ExecutionException e) {
            throw unknown(host + " did not resolve", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unknown(host + " did not resolve before the thread was stopped", e);
        }
    }

    /** The look-up of the name under way, else a new one; on a platform thread, since it would pin a virtual one's carrier. */
    private Future<InetAddress[]> lookUp(String host) {
        var mine = new FutureTask<>(() -> names.resolve(host));
        var first = underWay.putIfAbsent(host, mine);
        if (first != null) {
            return first;
        }
        Thread.ofPlatform().daemon().name("dns-" + host).start(() -> {
            mine.run();
            underWay.remove(host, mine);
        });
        return mine;
    }

    private static UnknownHostException unknown(String message, Exception cause) {
        var unknown = new UnknownHostException(message);
        unknown.initCause(cause);
        return unknown;
    }

    @Override
    public String resolveCanonicalHostname(String host) {
        return host;
    }
}
