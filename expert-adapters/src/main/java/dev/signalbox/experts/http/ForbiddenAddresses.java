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

    /** Whether only this machine or this network can reach it. */
    static boolean isPrivate(InetAddress address) {
        byte[] bytes = address.getAddress();
        return contains(address)
                || address.isLoopbackAddress()
                || address.isSiteLocalAddress()
                || (address instanceof Inet4Address ? isPrivate(bytes) : isPrivateSix(bytes));
    }

    /** "This" network, the carriers' shared range, protocol assignments, benchmarks, and what is reserved. */
    private static boolean isPrivate(byte[] four) {
        int first = Byte.toUnsignedInt(four[0]);
        int second = Byte.toUnsignedInt(four[1]);
        return first == 0
                || (first == 100 && second >> 6 == 1)
                || (first == 192 && second == 0 && four[2] == 0)
                || (first == 198 && second >> 1 == 9)
                || first >= 240;
    }

    /** Unique local addresses, and all that embed an IPv4 address: nobody public needs those. */
    private static boolean isPrivateSix(byte[] six) {
        byte[] prefix = Arrays.copyOf(six, 12);
        return (six[0] & 0xfe) == 0xfc
                || Arrays.equals(prefix, NAT64)
                || Arrays.equals(prefix, COMPATIBLE)
                || (six[0] == 0x20 && six[1] == 0x02);
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
