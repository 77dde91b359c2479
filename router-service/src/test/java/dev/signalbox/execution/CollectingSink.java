package dev.signalbox.execution;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.signalbox.experts.ReplySink;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Keeps what it is given. */
final class CollectingSink implements ReplySink {

    private final StringBuilder text = new StringBuilder();
    private final List<String> asked = new ArrayList<>();
    private Runnable onToken = () -> {};

    /** Runs {@code action} at each token, before it returns to the expert. */
    CollectingSink onToken(Runnable action) {
        onToken = action;
        return this;
    }

    synchronized String text() {
        return text.toString();
    }

    /** Who was announced, as {@code name#attempt}. */
    synchronized List<String> asked() {
        return List.copyOf(asked);
    }

    @Override
    public void text(String delta) {
        synchronized (this) {
            text.append(delta);
        }
        onToken.run();
    }

    @Override
    public void event(ByteBuffer event) {
        text(UTF_8.decode(event.duplicate()).toString());
    }

    @Override
    public synchronized void answering(String expert, int attempt) {
        asked.add(expert + "#" + attempt);
    }
}
