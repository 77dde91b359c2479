package dev.signalbox.experts.http;

import dev.signalbox.experts.Call;
import dev.signalbox.experts.http.CallEndedException.Reason;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;
import org.apache.hc.client5.http.ClientProtocolException;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;
import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.config.TlsConfig;
import org.apache.hc.client5.http.impl.ChainElement;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.ManagedHttpClientConnectionFactory;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.MessageConstraintException;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.io.SocketConfig;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.io.Closer;
import org.apache.hc.core5.pool.PoolConcurrencyPolicy;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;

/**
 * The one way out: a pooled HTTP client that reaches admitted origins and nothing else. The check stands inside the
 * client, on every hop and every resolved address, so no caller and no reply can lead it elsewhere. It never retries,
 * follows a redirect, keeps a cookie or decompresses: what to do about a reply is its reader's choice.
 */
public final class OutboundClient implements AutoCloseable {

    private static final int MAX_CONNECTIONS_PER_ORIGIN = 8192;
    private static final int MAX_CONNECTIONS = 32_768;
    private static final int BUFFER_BYTES = 8 * 1024;
    private static final int MAX_HEADER_LINE = 64 * 1024;
    private static final int MAX_HEADERS = 256;
    private static final String ON_CONNECTED = OutboundClient.class.getName() + ".connected";

    private final Map<Origin, Integer> admitted = new ConcurrentHashMap<>();
    private final Map<Origin, Integer> admittedInPublic = new ConcurrentHashMap<>();
    private final ScheduledExecutorService timer;
    private final CloseableHttpClient client;

    public OutboundClient() {
        this(SystemDefaultDnsResolver.INSTANCE, Opening.DEFAULT, HttpClientBuilder::disableRedirectHandling);
    }

    /** For tests that lie about names, are in a hurry, or let redirects through to see them stopped. */
    OutboundClient(DnsResolver names, Opening bounds, UnaryOperator<HttpClientBuilder> redirects) {
        timer = newTimer();
        client = redirects
                .apply(HttpClients.custom())
                .setConnectionManager(connections(new GuardedDns(names, this::reach, bounds.name()), bounds))
                .setDefaultRequestConfig(RequestConfig.custom()
                        .setProtocolUpgradeEnabled(false)
                        .setResponseTimeout(Timeout.DISABLED)
                        .setDefaultKeepAlive(55, TimeUnit.SECONDS)
                        .build())
                .disableAutomaticRetries()
                .disableCookieManagement()
                .disableContentCompression()
                .disableAuthCaching()
                .evictExpiredConnections()
                .setUserAgent("signalbox")
                .addExecInterceptorBefore(ChainElement.CONNECT.name(), "allowlist", this::refuseOthers)
                .addExecInterceptorAfter(ChainElement.CONNECT.name(), "connected", OutboundClient::tellConnected)
                .build();
    }

    /** Lets calls to {@code origin} pass until the admission is closed; the same origin may be admitted many times. */
    public Admission admit(Origin origin) {
        return admit(origin, admitted);
    }

    /**
     * Lets calls to {@code origin}, which no operator named, pass until the admission is closed, as long as its host has
     * public addresses only: a server that redirects must not lead to what only we can reach. For the same reason a host
     * that an operator did name is called where it was named, not at another port.
     */
    public Admission admitInPublic(Origin origin) {
        return admit(origin, admittedInPublic);
    }

    private static Admission admit(Origin origin, Map<Origin, Integer> list) {
        list.merge(origin, 1, Integer::sum);
        var open = new AtomicBoolean(true);
        return () -> {
            if (open.getAndSet(false)) {
                list.computeIfPresent(origin, (same, count) -> count == 1 ? null : count - 1);
            }
        };
    }

    /**
     * Sends and reads, within the bounds of {@code call}.
     *
     * @throws CallEndedException when a bound ran out or the call was cancelled
     * @throws NotHttpException when what came back is not HTTP as we accept it
     * @throws RefusedOriginException when the request would leave the admitted origins
     */
    public <T> T send(Outgoing outgoing, Call call, Reader<T> reader) throws IOException {
        var request = outgoing.request();
        var registration = call.cancellation().onCancel(request::cancel);
        try (var clock = new Clock(call.timeouts(), timer, request::cancel)) {
            return send(request, clock, reader, call);
        } finally {
            registration.close();
        }
    }

    private <T> T send(HttpUriRequestBase request, Clock clock, Reader<T> reader, Call call) throws IOException {
        var context = HttpClientContext.create();
        Runnable onConnected = () -> {
            clock.connected();
            reader.sending();
        };
        context.setAttribute(ON_CONNECTED, onConnected);
        try {
            return read(open(request, context), request, clock, reader);
        } catch (IOException e) {
            throw reason(e, clock, call);
        }
    }

    /** The client objects with an unchecked exception when it is aborted between two of its steps. */
    private ClassicHttpResponse open(HttpUriRequestBase request, HttpClientContext context) throws IOException {
        try {
            return client.executeOpen(null, request, context);
        } catch (IllegalStateException e) {
            if (request.isAborted()) {
                throw new InterruptedIOException("aborted");
            }
            throw e;
        }
    }

    private static <T> T read(ClassicHttpResponse response, HttpUriRequestBase request, Clock clock, Reader<T> reader)
            throws IOException {
        var incoming = new Incoming(response, clock);
        try {
            return reader.read(incoming);
        } finally {
            if (!incoming.ended()) {
                request.cancel(); // else closing would first read the rest
            }
            Closer.closeQuietly(response);
        }
    }

    /** An abort shows as whatever the blocked operation throws; what matters is who ended the call. */
    private static IOException reason(IOException thrown, Clock clock, Call call) {
        if (call.cancellation().isCancelled()) {
            return new CallEndedException(Reason.CANCELLED, thrown);
        }
        var expired = clock.expired();
        if (expired != null) {
            return new CallEndedException(expired, thrown);
        }
        return switch (thrown) {
            case SocketTimeoutException e -> new CallEndedException(Reason.CONNECT, e); // reading has no such bound
            case ClientProtocolException e -> new NotHttpException(e);
            case MessageConstraintException e -> new NotHttpException(e);
            default -> thrown;
        };
    }

    @Override
    public void close() {
        timer.shutdownNow();
        client.close(CloseMode.IMMEDIATE);
    }

    private GuardedDns.Reach reach(String host) {
        var plain = new Origin("http", host, -1).host();
        if (isHost(plain, admitted)) {
            return GuardedDns.Reach.NAMED;
        }
        return isHost(plain, admittedInPublic) ? GuardedDns.Reach.PUBLIC : GuardedDns.Reach.NONE;
    }

    private static boolean isHost(String host, Map<Origin, Integer> list) {
        return list.keySet().stream().anyMatch(origin -> origin.host().equals(host));
    }

    private ClassicHttpResponse refuseOthers(ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain)
            throws IOException, HttpException {
        var target = scope.route.getTargetHost();
        var origin = new Origin(target.getSchemeName(), target.getHostName(), target.getPort());
        boolean listed = admitted.containsKey(origin)
                || (admittedInPublic.containsKey(origin) && !isHost(origin.host(), admitted));
        if (!listed || scope.route.getProxyHost() != null || target.getAddress() != null) {
            throw new RefusedOriginException(origin.scheme() + "://" + origin.host() + ":" + origin.port());
        }
        return chain.proceed(request, scope);
    }

    private static ClassicHttpResponse tellConnected(ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain)
            throws IOException, HttpException {
        if (scope.clientContext.getAttribute(ON_CONNECTED) instanceof Runnable onConnected) {
            onConnected.run();
        }
        return chain.proceed(request, scope);
    }

    private static PoolingHttpClientConnectionManager connections(DnsResolver names, Opening bounds) {
        var http = Http1Config.custom()
                .setBufferSize(BUFFER_BYTES)
                .setMaxLineLength(MAX_HEADER_LINE)
                .setMaxHeaderCount(MAX_HEADERS)
                .build();
        return PoolingHttpClientConnectionManagerBuilder.create()
                .setDnsResolver(names)
                .setConnectionFactory(ManagedHttpClientConnectionFactory.builder()
                        .http1Config(http)
                        .build())
                .setPoolConcurrencyPolicy(PoolConcurrencyPolicy.LAX)
                .setMaxConnPerRoute(MAX_CONNECTIONS_PER_ORIGIN)
                .setMaxConnTotal(MAX_CONNECTIONS)
                .setDefaultSocketConfig(SocketConfig.custom()
                        .setTcpNoDelay(true)
                        .setSoTimeout(Timeout.DISABLED)
                        .build())
                .setDefaultTlsConfig(TlsConfig.custom()
                        .setHandshakeTimeout(Timeout.of(bounds.handshake()))
                        .build())
                .setDefaultConnectionConfig(ConnectionConfig.custom()
                        .setConnectTimeout(Timeout.of(bounds.address()))
                        .setSocketTimeout(Timeout.DISABLED)
                        .setValidateAfterInactivity(TimeValue.ofSeconds(1))
                        .setTimeToLive(TimeValue.of(Duration.ofMinutes(10)))
                        .build())
                .build();
    }

    private static ScheduledExecutorService newTimer() {
        var timer = new ScheduledThreadPoolExecutor(
                1, Thread.ofPlatform().daemon().name("call-clock").factory());
        timer.setRemoveOnCancelPolicy(true);
        return timer;
    }

    /** Takes a response while its body is coming. What it leaves unread is thrown away with the connection. */
    @FunctionalInterface
    public interface Reader<T> {
        T read(Incoming response) throws IOException;

        /** The connection is open and the request goes out: from now on the other side may work, and charge for it. */
        default void sending() {}
    }

    /** The right to call an origin. */
    @FunctionalInterface
    public interface Admission extends AutoCloseable {
        @Override
        void close();
    }
}
