package dev.signalbox.testing;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * An HTTP/1.1 server on loopback that does what its scripts say, faults above all: one {@link Script} per request, in
 * order, then the one set by {@link #always}. It keeps what it was sent and sees when a client leaves.
 */
public final class FaultServer implements AutoCloseable {

    private final ServerSocket listener;
    private final Queue<Script> scripts = new ConcurrentLinkedQueue<>();
    private final List<Received> received = new CopyOnWriteArrayList<>();
    private final BlockingQueue<Received> untaken = new LinkedBlockingQueue<>();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final List<Socket> crowd = new ArrayList<>();
    private final Semaphore departures = new Semaphore(0);
    private final AtomicInteger connections = new AtomicInteger();
    private volatile Script otherwise = Script.status(500, Chat.error("no script is left", "server_error", "script"));

    private FaultServer(int backlog) {
        try {
            listener = new ServerSocket(0, backlog, InetAddress.getByName("127.0.0.1"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Listens on a free port. */
    public static FaultServer start() {
        var server = new FaultServer(1024);
        Thread.ofVirtual().start(server::accept);
        return server;
    }

    /** Listens, but its queue is full and it never accepts: to connect takes for ever. */
    public static FaultServer deaf() {
        var server = new FaultServer(1);
        server.fillBacklog();
        return server;
    }

    /** A loopback address on which nobody listens (any more). */
    public static String refusingUrl() {
        try (var server = new FaultServer(1)) {
            return server.baseUrl();
        }
    }

    public int port() {
        return listener.getLocalPort();
    }

    /** Such as {@code http://127.0.0.1:40001/v1}. */
    public String baseUrl() {
        return "http://127.0.0.1:" + port() + "/v1";
    }

    /** Appends what to do with the next requests, one each. */
    public FaultServer script(Script... next) {
        scripts.addAll(List.of(next));
        return this;
    }

    /** What to do with every request for which no script is left; at first, a 500. */
    public FaultServer always(Script script) {
        otherwise = script;
        return this;
    }

    /** All requests so far, in order. */
    public List<Received> received() {
        return List.copyOf(received);
    }

    /** The next request not yet taken; waits for it. */
    public Received take(Duration atMost) throws InterruptedException {
        var next = untaken.poll(atMost.toNanos(), TimeUnit.NANOSECONDS);
        if (next == null) {
            throw new AssertionError("no request came within " + atMost);
        }
        return next;
    }

    /** True once a client has left in the middle of a script; each departure counts for one call. */
    public boolean awaitClientClose(Duration atMost) throws InterruptedException {
        return departures.tryAcquire(atMost.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** How many connections were ever accepted. */
    public int connections() {
        return connections.get();
    }

    @Override
    public void close() {
        try {
            listener.close();
            for (var socket : open) {
                socket.close();
            }
            for (var socket : crowd) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                var socket = listener.accept();
                socket.setTcpNoDelay(true);
                open.add(socket);
                connections.incrementAndGet();
                Thread.ofVirtual().start(() -> serve(socket));
            } catch (IOException e) {
                return; // closed
            }
        }
    }

    /** Reads on this thread for as long as the client stays; a script plays on another. */
    private void serve(Socket socket) {
        try (socket) {
            var player = new Player(socket);
            readAll(socket, player);
            if (player.stop() && !listener.isClosed()) {
                departures.release();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            open.remove(socket);
        }
    }

    /** Returns when the connection is over. */
    private void readAll(Socket socket, Player player) {
        try {
            var in = socket.getInputStream();
            for (var next = Received.read(in); next.isPresent(); next = Received.read(in)) {
                player.join();
                received.add(next.get());
                untaken.add(next.get());
                player.start();
            }
        } catch (IOException e) {
            // The client broke the connection, or a script did: the same as an end.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Connects until the kernel's queue takes no more. */
    private void fillBacklog() {
        try {
            while (true) {
                var socket = new Socket();
                crowd.add(socket);
                socket.connect(new InetSocketAddress(listener.getInetAddress(), port()), 100);
            }
        } catch (SocketTimeoutException e) {
            // Full: what was wanted.
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Plays one script at a time on one connection. */
    private final class Player implements Script.Wire {
        private final Socket socket;
        private final OutputStream out;
        private volatile boolean complete = true;
        private Thread thread = Thread.ofVirtual().start(() -> {});

        Player(Socket socket) throws IOException {
            this.socket = socket;
            this.out = new BufferedOutputStream(socket.getOutputStream(), 1 << 16);
        }

        void start() {
            var next = scripts.poll();
            var script = next == null ? otherwise : next;
            complete = false;
            thread = Thread.ofVirtual().start(() -> play(script));
        }

        void join() throws InterruptedException {
            thread.join();
        }

        private void play(Script script) {
            try {
                script.play(this);
                out.flush();
                complete = true;
            } catch (IOException e) {
                // The client left while we wrote: stop() tells.
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        @Override
        public OutputStream out() {
            return out;
        }

        @Override
        public void close(boolean reset) throws IOException {
            complete = true;
            socket.setSoLinger(reset, 0);
            socket.close();
        }

        /** Ends the script; true when it had more to say. */
        boolean stop() {
            thread.interrupt();
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return !complete;
        }
    }
}
