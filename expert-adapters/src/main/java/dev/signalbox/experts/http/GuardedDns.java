package dev.signalbox.experts.http;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.function.Predicate;
import org.apache.hc.client5.http.DnsResolver;

/**
 * Resolves admitted hosts only, and refuses a name as a whole when any of its addresses is forbidden. The client connects
 * to the very addresses returned here, so a name that changes its address between check and use gains nothing.
 */
final class GuardedDns implements DnsResolver {

    private final DnsResolver names;
    private final Predicate<String> admitted;

    GuardedDns(DnsResolver names, Predicate<String> admitted) {
        this.names = names;
        this.admitted = admitted;
    }

    @Override
    public InetAddress[] resolve(String host) throws UnknownHostException {
        if (!admitted.test(host)) {
            throw new UnknownHostException(host + " is not a host of the roster");
        }
        var addresses = names.resolve(host);
        for (var address : addresses) {
            if (ForbiddenAddresses.contains(address)) {
                throw new UnknownHostException(host + " resolves to a link-local or metadata address");
            }
        }
        return addresses;
    }

    @Override
    public String resolveCanonicalHostname(String host) {
        return host;
    }
}
