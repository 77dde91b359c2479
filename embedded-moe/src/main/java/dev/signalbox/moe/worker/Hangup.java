package dev.signalbox.moe.worker;

import java.io.IOException;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Watches for the moment when a client, of which nothing more is expected, closes the line or its half of it. */
public final class Hangup implements AutoCloseable {

    private final Socket socket;
    private final List<Runnable> listeners = new ArrayList<>();
    private @Nullable Thread watch;
    private boolean gone;
    private boolean closed;

    Hangup(Socket socket) {
        this.socket = socket;
    }

    /** Runs {@code listener} when the client hangs up, at once if it has; not after the reply is at its end. */
    public void onHangup(Runnable listener) {
        synchronized (this) {
            if (!gone) {
                listeners.add(listener);
                if (watch == null) {
                    watch = Thread.ofVirtual().start(this::watch);
                }
                return;
            }
        }
        listener.run();
    }

    private void watch() {
        try {
            if (socket.getInputStream().read() >= 0) {
                socket.close(); // A second request on the line would never be read.
            }
        } catch (IOException _) {
            // A line that breaks is a client that has gone.
        }
        List<Runnable> told;
        synchronized (this) {
            gone = true;
            told = closed ? List.of() : List.copyOf(listeners);
        }
        told.forEach(Runnable::run);
    }

    @Override
    public synchronized void close() {
        closed = true;
    }
}
