package dev.signalbox.experts.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.signalbox.testing.Asks;
import dev.signalbox.testing.FaultServer;
import dev.signalbox.testing.Script;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Attempts to make the client call where it must not. */
final class OutboundClientTest {

    private final FaultServer inside = FaultServer.start().always(Script.json("{}"));
    private final FaultServer outside = FaultServer.start().always(Script.json("{}"));

    @AfterEach
    void close() {
        inside.close();
        outside.close();
    }

    @Test
    void send_admittedOrigin_passesUntilEveryAdmissionIsClosed() throws Exception {
        try (var client = new OutboundClient()) {
            var one = client.admit(origin(inside));
            var two = client.admit(origin(inside));
            assertThat(post(client, inside.baseUrl())).isEqualTo(200);
            one.close();
            one.close();
            assertThat(post(client, inside.baseUrl())).isEqualTo(200);
            two.close();
            assertThatThrownBy(() -> post(client, inside.baseUrl())).isInstanceOf(RefusedOriginException.class);
            assertThat(inside.received()).hasSize(2);
        }
    }

    @Test
    void send_otherPortOfAdmittedHost_isRefusedUnsent() {
        try (var client = new OutboundClient()) {
            client.admit(origin(inside));
            assertThatThrownBy(() -> post(client, outside.baseUrl())).isInstanceOf(RefusedOriginException.class);
            assertThatThrownBy(() -> post(client, "http://localhost:" + inside.port() + "/"))
                    .isInstanceOf(RefusedOriginException.class);
            assertThat(outside.connections()).isZero();
        }
    }

    @Test
    void send_redirect_isNotFollowed() throws Exception {
        inside.script(Script.status(307, "", "Location: " + outside.baseUrl()));
        try (var client = new OutboundClient()) {
            client.admit(origin(inside));
            client.admit(origin(outside));
            assertThat(post(client, inside.baseUrl())).isEqualTo(307);
            assertThat(outside.connections()).isZero();
        }
    }

    @Test
    void send_redirectWereItFollowed_isStoppedAtTheNextHop() {
        inside.script(Script.status(307, "", "Location: " + outside.baseUrl()));
        try (var client =
                new OutboundClient(SystemDefaultDnsResolver.INSTANCE, Opening.DEFAULT, UnaryOperator.identity())) {
            client.admit(origin(inside));
            assertThatThrownBy(() -> post(client, inside.baseUrl())).isInstanceOf(RefusedOriginException.class);
            assertThat(outside.connections()).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "169.254.169.254",
                "fe80::1",
                "0.0.0.0",
                "::",
                "224.0.0.1",
                "fd00:ec2::254",
                "100.100.100.200",
                "::ffff:169.254.169.254",
                "64:ff9b::a9fe:a9fe",
                "::a9fe:a9fe"
            })
    void send_nameResolvesToForbiddenAddress_isRefused(String address) {
        try (var client = new OutboundClient(names(address), Opening.DEFAULT, UnaryOperator.identity())) {
            client.admit(Origin.of(URI.create("http://innocent.example")));
            assertThatThrownBy(() -> post(client, "http://innocent.example/v1"))
                    .isInstanceOf(UnknownHostException.class)
                    .hasMessageContaining("link-local or metadata");
        }
    }

    @Test
    void send_nameResolvesToGoodAndForbidden_isRefusedAsAWhole() {
        try (var client =
                new OutboundClient(names("127.0.0.1", "169.254.169.254"), Opening.DEFAULT, UnaryOperator.identity())) {
            client.admit(Origin.of(URI.create("http://innocent.example:" + inside.port())));
            assertThatThrownBy(() -> post(client, "http://innocent.example:" + inside.port()))
                    .isInstanceOf(UnknownHostException.class);
            assertThat(inside.connections()).isZero();
        }
    }

    @Test
    void send_privateAddress_isFine() throws Exception {
        try (var client = new OutboundClient(names("127.0.0.1"), Opening.DEFAULT, UnaryOperator.identity())) {
            client.admit(Origin.of(URI.create("http://vllm.internal:" + inside.port())));
            assertThat(post(client, "http://vllm.internal:" + inside.port() + "/"))
                    .isEqualTo(200);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "10.1.2.3",
                "172.16.0.1",
                "192.168.1.1",
                "100.64.0.1",
                "198.18.0.1",
                "0.1.2.3",
                "255.255.255.255",
                "169.254.169.254",
                "::1",
                "fd12::1",
                "fec0::1",
                "64:ff9b::a00:1",
                "2002:a00:1::",
                "::ffff:10.0.0.1"
            })
    void send_originInPublicResolvesToPrivateAddress_isRefused(String address) {
        try (var client = new OutboundClient(names(address), Opening.DEFAULT, UnaryOperator.identity())) {
            client.admitInPublic(Origin.ofFile(URI.create("http://cdn.example:" + inside.port()), "url"));
            assertThatThrownBy(() -> post(client, "http://cdn.example:" + inside.port() + "/x"))
                    .isInstanceOf(UnknownHostException.class);
            assertThat(inside.connections()).isZero();
        }
    }

    @Test
    void send_originInPublicOnANamedHost_isRefused() {
        try (var client = new OutboundClient()) {
            client.admit(origin(inside));
            client.admitInPublic(origin(outside));
            assertThatThrownBy(() -> post(client, outside.baseUrl())).isInstanceOf(RefusedOriginException.class);
            assertThat(outside.connections()).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"93.184.215.14", "2606:2800:21f:cb07:6820:80da:af6b:8b2c"})
    void isPrivate_publicAddress_isNot(String address) throws UnknownHostException {
        assertThat(ForbiddenAddresses.isPrivate(InetAddress.getByName(address))).isFalse();
    }

    @Test
    void send_get_bringsTheBodyAndSendsNone() throws Exception {
        try (var client = new OutboundClient()) {
            client.admit(origin(inside));
            int status = client.send(
                    Outgoing.get(URI.create(inside.baseUrl()), Map.of("Range", "bytes=3-")),
                    Asks.call(),
                    response -> response.status());
            assertThat(status).isEqualTo(200);
            var received = inside.received().getFirst();
            assertThat(received.header("Range")).contains("bytes=3-");
            assertThat(received.body()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ftp://host/",
                "file:///etc/passwd",
                "//host/",
                "http:///v1",
                "http://user:secret@host/",
                "http://host/#x",
                "http://host/?key=secret",
                "http://169.254.169.254/latest",
                "http://[fe80::1]/",
                "http://[::ffff:a9fe:a9fe]/"
            })
    void origin_ofAnythingElse_isRefusedWithoutRepeatingIt(String url) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Origin.of(URI.create(url)))
                .withMessageStartingWith("base-url: ")
                .withMessageNotContaining("secret");
    }

    @Test
    void origin_defaultPortCaseAndBrackets_areOne() {
        assertThat(Origin.of(URI.create("HTTPS://API.Example/v1"))).isEqualTo(new Origin("https", "api.example", 443));
        assertThat(Origin.of(URI.create("http://[::1]/v1"))).isEqualTo(new Origin("http", "::1", 80));
    }

    @Test
    void outgoing_toString_showsNoHeaderAndNoBody() {
        var outgoing = new Outgoing(
                URI.create("http://host/"), Map.of("Authorization", "Bearer secret"), "secret".getBytes(UTF_8));
        assertThat(outgoing.toString()).doesNotContain("secret");
    }

    @Test
    void send_cookieSet_isNotSentBack() throws Exception {
        inside.script(Script.status(200, "{}", "Set-Cookie: a=b; Path=/"));
        try (var client = new OutboundClient()) {
            client.admit(origin(inside));
            post(client, inside.baseUrl());
            post(client, inside.baseUrl());
            assertThat(inside.received().getLast().header("Cookie")).isEmpty();
        }
    }

    @Test
    void send_firstAddressBlackHoled_reachesTheNext() throws Exception {
        try (var hole = BlackHole.open(inside.port());
                var client = new OutboundClient(
                        names(hole.address(), "127.0.0.1"), hurried(200, 1000), UnaryOperator.identity())) {
            client.admit(Origin.of(URI.create("http://two.example:" + inside.port())));
            assertThat(post(client, "http://two.example:" + inside.port() + "/"))
                    .isEqualTo(200);
        }
    }

    @Test
    void send_everyAddressBlackHoled_endsAsConnectTimeout() throws Exception {
        try (var hole = BlackHole.open(inside.port());
                var client = new OutboundClient(names(hole.address()), hurried(100, 1000), UnaryOperator.identity())) {
            client.admit(Origin.of(URI.create("http://gone.example:" + inside.port())));
            assertThatThrownBy(() -> post(client, "http://gone.example:" + inside.port() + "/"))
                    .isInstanceOfSatisfying(
                            CallEndedException.class,
                            e -> assertThat(e.reason()).isEqualTo(CallEndedException.Reason.CONNECT));
        }
    }

    @Test
    void send_peerNeverAnswersTheHandshake_endsAsConnectTimeout() throws Exception {
        try (var silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                var client = new OutboundClient(names("127.0.0.1"), hurried(1000, 100), UnaryOperator.identity())) {
            client.admit(Origin.of(URI.create("https://mute.example:" + silent.getLocalPort())));
            assertThatThrownBy(() -> post(client, "https://mute.example:" + silent.getLocalPort() + "/"))
                    .isInstanceOfSatisfying(
                            CallEndedException.class,
                            e -> assertThat(e.reason()).isEqualTo(CallEndedException.Reason.CONNECT));
        }
    }

    @Test
    void send_peerNeverAnswersTheHandshake_endsWithTheCallsOwnBound() throws Exception {
        try (var silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                var client = new OutboundClient(names("127.0.0.1"), Opening.DEFAULT, UnaryOperator.identity())) {
            var url = "https://mute.example:" + silent.getLocalPort() + "/";
            client.admit(Origin.of(URI.create(url)));
            var outgoing = new Outgoing(URI.create(url), Map.of(), "{}".getBytes(UTF_8));
            var call = Asks.call(100, 5000, 5000, 5000);
            assertThatThrownBy(() -> client.send(outgoing, call, Incoming::status))
                    .isInstanceOfSatisfying(
                            CallEndedException.class,
                            e -> assertThat(e.reason()).isEqualTo(CallEndedException.Reason.CONNECT));
        }
    }

    private static Opening hurried(long addressMillis, long handshakeMillis) {
        return new Opening(Duration.ofSeconds(2), Duration.ofMillis(addressMillis), Duration.ofMillis(handshakeMillis));
    }

    private static Origin origin(FaultServer server) {
        return Origin.of(URI.create(server.baseUrl()));
    }

    private static int post(OutboundClient client, String url) throws IOException {
        var outgoing = new Outgoing(URI.create(url), Map.of(), "{}".getBytes(UTF_8));
        return client.send(outgoing, Asks.call(), Incoming::status);
    }

    private static DnsResolver names(String... addresses) {
        return new DnsResolver() {
            @Override
            public InetAddress[] resolve(String host) throws UnknownHostException {
                var resolved = new InetAddress[addresses.length];
                for (int i = 0; i < addresses.length; i++) {
                    resolved[i] = InetAddress.getByName(addresses[i]);
                }
                return resolved;
            }

            @Override
            public String resolveCanonicalHostname(String host) {
                return host;
            }
        };
    }
}
