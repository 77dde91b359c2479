package dev.signalbox.experts.http;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Set;

/**
 * Addresses that no expert lives at: link-local (where clouds hand out credentials), the metadata services outside that
 * range, multicast and the unspecified address. Private and loopback addresses are fine: local inference servers are there.
 */
final class ForbiddenAddresses {

    private static final Set<InetAddress> METADATA = Set.of(
            InetAddress.ofLiteral("fd00:ec2::254"), // AWS over IPv6
            InetAddress.ofLiteral("fd20:ce::254"), // Google over IPv6
            InetAddress.ofLiteral("100.100.100.200"), // Alibaba
            InetAddress.ofLiteral("168.63.129.16"), // Azure's wire server
            InetAddress.ofLiteral("192.0.0.192")); // Oracle

    private static final byte[] NAT64 = {0, 0x64, (byte) 0xff, (byte) 0x9b, 0, 0, 0, 0, 0, 0, 0, 0};
    private static final byte[] COMPATIBLE = new byte[12];

    private ForbiddenAddresses() {}

    static boolean contains(InetAddress address) {
        return address.isLinkLocalAddress()
                || address.isMulticastAddress()
                || address.isAnyLocalAddress()
                || METADATA.contains(address)
                || (address instanceof Inet6Address six && embedsForbidden(six));
    }

    /** IPv4 addresses also travel inside IPv6 ones. */
    private static boolean embedsForbidden(Inet6Address address) {
        byte[] bytes = address.getAddress();
        byte[] prefix = Arrays.copyOf(bytes, 12);
        if (address.isLoopbackAddress() || !(Arrays.equals(prefix, NAT64) || Arrays.equals(prefix, COMPATIBLE))) {
            return false;
        }
        try {
            return contains(Inet4Address.getByAddress(Arrays.copyOfRange(bytes, 12, 16)));
        } catch (UnknownHostException e) {
            throw new IllegalStateException("four bytes are an IPv4 address", e);
        }
    }
}
