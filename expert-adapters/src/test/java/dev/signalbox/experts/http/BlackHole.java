package dev.signalbox.experts.http;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;

/** An address that answers no attempt to connect: a listener with a full backlog that never accepts. */
final class BlackHole implements AutoCloseable {

    private static final String ADDRESS = "127.0.0.2";
    private static final int BACKLOG = 1;

    private final ServerSocket listener;
    private final List<SocketChannel> filling = new ArrayList<>();

    private BlackHole(ServerSocket listener) {
        this.listener = listener;
    }

    /** On {@link #address()}, which must be free at this port. */
    static BlackHole open(int port) throws IOException {
        var hole = new BlackHole(new ServerSocket(port, BACKLOG, InetAddress.getByName(ADDRESS)));
        hole.fill();
        return hole;
    }

    String address() {
        return ADDRESS;
    }

    /** Until one more is left without an answer. */
    private void fill() throws IOException {
        for (int attempt = 0; attempt < 64; attempt++) {
            var one = SocketChannel.open();
            filling.add(one);
            try {
                one.socket().connect(listener.getLocalSocketAddress(), 50);
            } catch (SocketTimeoutException _) {
                return; // full
            }
        }
        throw new IOException("the backlog of " + new InetSocketAddress(ADDRESS, listener.getLocalPort())
                + " takes any number of connections, expected it to fill up");
    }

    @Override
    public void close() throws IOException {
        for (var one : filling) {
            one.close();
        }
        listener.close();
    }
}
