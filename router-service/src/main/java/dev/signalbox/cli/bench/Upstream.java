package dev.signalbox.cli.bench;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A model server that answers at once and always the same: a completion of about 0.9 KB, or a stream of 60 chunks, each
 * written by itself as a model's tokens are. A process of its own, so that it shares nothing with what is measured.
 */
public final class Upstream implements AutoCloseable {

    private static final int CHUNKS = 60;
    private static final int BACKLOG = 512;
    private static final String CONTENT = "The signal box sets the route of every train. ".repeat(12);
    private final byte[] whole = whole();
    private final List<byte[]> stream = stream();

    private final ServerSocket server;

    private Upstream(ServerSocket server) {
        this.server = server;
    }

    /** @param args the port */
    static void main(String[] args) throws IOException {
        open(Integer.parseInt(args[0]));
    }

    /** Serves from a thread of its own until it is closed. */
    static Upstream open(int port) throws IOException {
        var upstream = new Upstream(new ServerSocket(port, BACKLOG, InetAddress.getLoopbackAddress()));
        Thread.ofPlatform().start(upstream::accept);
        return upstream;
    }

    int port() {
        return server.getLocalPort();
    }

    @Override
    public void close() throws IOException {
        server.close();
    }

    private void accept() {
        try {
            while (true) {
                var socket = server.accept();
                Thread.ofPlatform().daemon().start(() -> serve(socket));
            }
        } catch (IOException _) {
            return; // Closed.
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            socket.setTcpNoDelay(true);
            var in = new BufferedInputStream(socket.getInputStream(), 16 * 1024);
            var out = socket.getOutputStream();
            while (true) {
                int length = readHead(in);
                if (length < 0) {
                    return;
                }
                answer(new String(in.readNBytes(length), ISO_8859_1), out);
            }
        } catch (IOException _) {
            return; // The client left: nothing is owed to it.
        }
    }

    private void answer(String body, OutputStream out) throws IOException {
        if (!body.contains("\"stream\":true") && !body.contains("\"stream\": true")) {
            out.write(whole);
            return;
        }
        for (var part : stream) {
            out.write(part);
        }
    }

    /** The body's length, or -1 when the connection ended. */
    private static int readHead(InputStream in) throws IOException {
        int length = 0;
        for (var line = readLine(in); !line.isEmpty(); line = readLine(in)) {
            if (line.equals("\0")) {
                return -1;
            }
            if (line.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
                length = Integer.parseInt(line.substring(line.indexOf(':') + 1).strip());
            }
        }
        return length;
    }

    private static String readLine(InputStream in) throws IOException {
        var line = new ByteArrayOutputStream(64);
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                return "\0";
            }
            if (next != '\r') {
                line.write(next);
            }
        }
        return line.toString(ISO_8859_1);
    }

    private static byte[] whole() {
        var body = "{\"id\":\"chatcmpl-1\",\"object\":\"chat.completion\",\"created\":1,\"model\":\"fast\",\"choices\":"
                + "[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"" + CONTENT
                + "\"},\"finish_reason\":\"stop\"}],\"usage\":{\"prompt_tokens\":20,\"completion_tokens\":120,"
                + "\"total_tokens\":140,\"prompt_tokens_details\":{\"cached_tokens\":0,\"audio_tokens\":0},"
                + "\"completion_tokens_details\":{\"reasoning_tokens\":0}}}";
        return ("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: " + body.length() + "\r\n\r\n"
                        + body)
                .getBytes(ISO_8859_1);
    }

    private static List<byte[]> stream() {
        var parts = new ArrayList<byte[]>();
        parts.add("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"
                .getBytes(ISO_8859_1));
        for (int index = 0; index < CHUNKS - 2; index++) {
            parts.add(event(chunk("{\"content\":\"word" + index + " \"}", "null", "null")));
        }
        parts.add(event(chunk("{}", "\"stop\"", "null")));
        parts.add(event("{\"id\":\"chatcmpl-1\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"fast\","
                + "\"choices\":[],\"usage\":{\"prompt_tokens\":20,\"completion_tokens\":58,\"total_tokens\":78}}"));
        parts.add(event("[DONE]"));
        parts.add("0\r\n\r\n".getBytes(ISO_8859_1));
        return List.copyOf(parts);
    }

    private static String chunk(String delta, String finish, String usage) {
        return "{\"id\":\"chatcmpl-1\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"fast\",\"choices\":"
                + "[{\"index\":0,\"delta\":" + delta + ",\"finish_reason\":" + finish + "}],\"usage\":" + usage + "}";
    }

    private static byte[] event(String data) {
        var text = "data: " + data + "\n\n";
        return (Integer.toHexString(text.length()) + "\r\n" + text + "\r\n").getBytes(ISO_8859_1);
    }
}
