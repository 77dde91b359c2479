package dev.signalbox.gateway;

import dev.signalbox.experts.Cancellation;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.tomcat.util.net.SocketWrapperBase;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices clients that leave while nothing is written to them, when the server itself would learn of it only with the
 * reply. One thread looks at the sockets of all requests that are at least one period old, without blocking.
 *
 * <p>Why this is sound: once the body is read, the thread that serves a request does not read from its socket again
 * before the request is over, and it ends the watch, under the watch's lock, before that. So the read side has one user
 * at a time. Writing uses other state. What a pipelining client sent early stays in Tomcat's read buffer; from then on
 * that request is no longer looked at, since the end of the stream would be hidden behind those bytes.
 *
 * <p>A client that shuts down its sending side while it waits counts as gone, as it does with most servers.
 */
final class ClientWatch implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ClientWatch.class);

    private final Set<Client> clients = ConcurrentHashMap.newKeySet();
    private final ScheduledExecutorService sweeper;

    ClientWatch(Duration period) {
        sweeper = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().daemon().name("client-watch").factory());
        var _ = sweeper.scheduleWithFixedDelay(this::sweep, period.toNanos(), period.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** Cancels {@code cancellation} when the client of this thread's request leaves; call once its body is read. */
    Watch watch(Cancellation cancellation) {
        return ClientSocketProtocol.socket()
                .<Watch>map(socket -> {
                    var client = new Client(socket, cancellation);
                    clients.add(client);
                    return client;
                })
                .orElse(() -> {});
    }

    private void sweep() {
        clients.forEach(client -> {
            try {
                client.look();
            } catch (RuntimeException e) {
                // The schedule would end with the first exception, and with it the watch over everybody else.
                LOG.error("could not look after a client", e);
                client.close();
            }
        });
    }

    @Override
    public void close() {
        sweeper.shutdownNow();
    }

    /** Ends with the request. */
    interface Watch extends AutoCloseable {
        @Override
        void close();
    }

    private final class Client implements Watch {

        private final SocketWrapperBase<?> socket;
        private final Cancellation cancellation;
        private boolean young = true;
        private boolean over;

        Client(SocketWrapperBase<?> socket, Cancellation cancellation) {
            this.socket = socket;
            this.cancellation = cancellation;
        }

        synchronized void look() {
            if (over || young) {
                young = false;
                return;
            }
            try {
                if (socket.isReadyForRead()) {
                    close();
                }
            } catch (IOException e) {
                LOG.debug("a client left: {}", e.toString());
                close();
                // Listeners may block on closing connections; others wait for this thread.
                Thread.ofVirtual().name("client-left").start(cancellation::cancel);
            }
        }

        @Override
        public synchronized void close() {
            over = true;
            clients.remove(this);
        }
    }
}
