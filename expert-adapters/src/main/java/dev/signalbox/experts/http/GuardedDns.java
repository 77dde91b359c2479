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
import java.util.function.Function;
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
    private final Function<String, Reach> admitted;
    private final Duration patience;
    private final Map<String, FutureTask<InetAddress[]>> underWay = new ConcurrentHashMap<>();

    /** Which addresses a host may have. */
    enum Reach {
        /** None. */
        NONE,
        /** Those that anybody can reach. */
        PUBLIC,
        /** Private ones too: an operator named the host. */
        NAMED
    }

    /** @param patience longest wait for a look-up */
    GuardedDns(DnsResolver names, Function<String, Reach> admitted, Duration patience) {
        this.names = names;
        this.admitted = admitted;
        this.patience = patience;
    }

    @Override
    public InetAddress[] resolve(String host) throws UnknownHostException {
        var reach = admitted.apply(host);
        if (reach == Reach.NONE) {
            throw new UnknownHostException(host + " is not a host of the roster");
        }
        var addresses = resolveInTime(host);
        for (var address : addresses) {
            if (ForbiddenAddresses.contains(address)) {
                throw new RefusedAddressException(host + " resolves to a link-local or metadata address");
            }
            if (reach == Reach.PUBLIC && ForbiddenAddresses.isPrivate(address)) {
                throw new RefusedAddressException(host + " resolves to a private address, and no operator named it");
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
