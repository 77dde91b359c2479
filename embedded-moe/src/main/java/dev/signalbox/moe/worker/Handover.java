package dev.signalbox.moe.worker;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/** The worker's side of being started: reads what it is told, says where it listens, and ends when its parent does. */
public final class Handover {

    private static final Pattern LISTENING = Pattern.compile("listening on 127\\.0\\.0\\.1:(\\d{1,5})");
    private static final int ORPHANED = 0;

    private final BufferedReader in;

    private Handover(InputStream in) {
        this.in = new BufferedReader(new InputStreamReader(in, UTF_8));
    }

    /**
     * What a worker is told.
     *
     * @param token that a request must bear
     * @param settings JSON
     */
    record Told(String token, String settings) {}

    /**
     * What a worker was told.
     *
     * @param settings JSON of a record
     */
    public record Order(String token, String settings) {
        public <T> T settings(Class<T> type) throws MalformedWireException {
            return Wire.record(settings, type);
        }
    }

    /** @param in standard input; from now on its end is this process's end */
    public static Order take(InputStream in) throws IOException {
        var handover = new Handover(in);
        var line = handover.in.readLine();
        if (line == null) {
            throw new MalformedWireException("nothing on standard input, expected settings");
        }
        var told = Wire.record(line, Told.class);
        Thread.ofPlatform().daemon().name("parent").start(handover::endWithParent);
        return new Order(told.token(), told.settings());
    }

    /** Halts: shutdown hooks could wait for native code that never returns. */
    private void endWithParent() {
        try {
            while (in.read() >= 0) {
                // Nobody says anything more.
            }
        } catch (IOException _) {
            // A broken pipe is an end too.
        }
        if (Boolean.getBoolean(Rehearsal.PROPERTY)) {
            System.exit(ORPHANED);
        }
        Runtime.getRuntime().halt(ORPHANED);
    }

    public static void sayListening(int port, PrintStream out) {
        out.println("listening on 127.0.0.1:" + port);
        out.flush();
    }

    static OptionalInt port(String line) {
        var match = LISTENING.matcher(line);
        return match.matches() ? OptionalInt.of(Integer.parseInt(match.group(1))) : OptionalInt.empty();
    }
}
