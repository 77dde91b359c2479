package dev.signalbox.experts.http;

import java.time.Duration;

/**
 * The bounds of a connection's opening steps; all of them together are bounded by each call's own time to connect.
 *
 * @param name longest look-up of a host's addresses
 * @param address longest wait for one of a host's addresses: room for one lost packet, and for another address
 * @param handshake longest wait for any step of TLS
 */
record Opening(Duration name, Duration address, Duration handshake) {

    static final Opening DEFAULT = new Opening(Duration.ofSeconds(2), Duration.ofMillis(1500), Duration.ofSeconds(10));
}
