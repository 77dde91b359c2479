package dev.signalbox.moe.worker;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.security.MessageDigest;
import java.util.concurrent.Semaphore;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.impl.io.DefaultBHttpServerConnection;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.io.entity.EntityTemplate;
import org.apache.hc.core5.http.message.BasicClassicHttpResponse;
import tools.jackson.databind.JsonNode;

/**
 * An HTTP server on the loopback interface for whoever knows its token; anybody else is refused before a byte of the body is
 * read. One request per connection, each on a virtual thread. Unlike the JDK's server it notices while it computes that the
 * client has hung up; a client that closes its sending half alone is still told how far the work had come.
 */
public final class LoopbackServer implements AutoCloseable {

    private static final Logger LOGGER = System.getLogger(LoopbackServer.class.getName());
    private static final int BACKLOG = 256;
    private static final int MOST_CONNECTIONS = 2048;

    /** For a request to arrive once its connection is open. */
    private static final int ARRIVAL_MILLIS = 10_000;

    private final ServerSocket listener;
    private final byte[] credentials;
    private final Service service;
    private final Semaphore room = new Semaphore(MOST_CONNECTIONS);

    private LoopbackServer(ServerSocket listener, String token, Service service) {
        this.listener = listener;
        credentials = ("Bearer " + token).getBytes(US_ASCII);
        this.service = service;
    }

    /** What is served. */
    @FunctionalInterface
    public interface Service {
        Response answer(Request request) throws IOException;
    }

    /**
     * What is asked.
     *
     * @param call method and path, such as {@code GET /health}
     * @param body an empty object when there was none
     * @param hangup the client's end of the line
     */
    public record Request(String call, JsonNode body, Hangup hangup) {}

    /** What is answered. */
    public sealed interface Response {}

    /** In one piece. */
    public record Whole(int status, JsonNode json) implements Response {}

    /** As server-sent events, while they come. */
    public record Events(Writing writing) implements Response {}

    /** Writes a stream of events until it is at its end. */
    @FunctionalInterface
    public interface Writing {
        void to(OutputStream out) throws IOException;
    }

    /** Listens on a free port. */
    public static LoopbackServer open(String token, Service service) throws IOException {
        var listener = new ServerSocket(0, BACKLOG, InetAddress.ofLiteral("127.0.0.1"));
        var server = new LoopbackServer(listener, token, service);
        Thread.ofPlatform().daemon().name("accept").start(server::accept);
        return server;
    }

    public int port() {
        return listener.getLocalPort();
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                var socket = listener.accept();
                if (room.tryAcquire()) {
                    Thread.ofVirtual().start(() -> serve(socket));
                } else {
                    socket.close();
                }
            } catch (IOException e) {
                if (!listener.isClosed()) {
                    LOGGER.log(Level.WARNING, "a connection was not accepted: " + e.getMessage());
                }
            }
        }
    }

    private void serve(Socket socket) {
        try (socket;
                var connection = new DefaultBHttpServerConnection("http", Wire.HTTP)) {
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(ARRIVAL_MILLIS);
            connection.bind(socket);
            serve(connection, socket);
        } catch (IOException | HttpException e) {
            LOGGER.log(Level.DEBUG, "a connection ended early: {0}", e.getMessage());
        } finally {
            room.release();
        }
    }

    private void serve(DefaultBHttpServerConnection connection, Socket socket) throws IOException, HttpException {
        var asked = connection.receiveRequestHeader();
        if (asked == null) {
            return; // Somebody looked whether a server is here.
        }
        if (!isAdmitted(asked)) {
            send(connection, new Whole(401, Wire.error(401, "authentication_error", "Invalid API Key")));
            return;
        }
        connection.receiveRequestEntity(asked);
        var body = body(asked.getEntity());
        socket.setSoTimeout(0);
        try (var hangup = new Hangup(socket)) {
            send(connection, answer(asked.getMethod() + " " + asked.getPath(), body, hangup));
        }
    }

    /** Compares in a time that says nothing about how much of the token was right. */
    private boolean isAdmitted(ClassicHttpRequest asked) {
        var header = asked.getFirstHeader(HttpHeaders.AUTHORIZATION);
        return header != null
                && MessageDigest.isEqual(String.valueOf(header.getValue()).getBytes(US_ASCII), credentials);
    }

    private static byte[] body(HttpEntity entity) throws IOException {
        if (entity == null) {
            return new byte[0];
        }
        try (entity;
                var in = entity.getContent()) {
            var bytes = in.readNBytes(Wire.MOST_BODY_BYTES + 1);
            if (bytes.length > Wire.MOST_BODY_BYTES) {
                throw new MalformedWireException("a body above " + Wire.MOST_BODY_BYTES + " bytes");
            }
            return bytes;
        }
    }

    private Response answer(String call, byte[] body, Hangup hangup) throws IOException {
        try {
            return service.answer(new Request(call, body.length == 0 ? Wire.object() : Wire.tree(body), hangup));
        } catch (MalformedWireException | IllegalArgumentException e) {
            return new Whole(400, Wire.error(400, "invalid_request_error", String.valueOf(e.getMessage())));
        } catch (RuntimeException e) {
            LOGGER.log(Level.ERROR, call + " failed", e);
            return new Whole(500, Wire.error(500, "server_error", "the worker failed"));
        }
    }

    private static void send(DefaultBHttpServerConnection connection, Response response)
            throws IOException, HttpException {
        var sent = new BasicClassicHttpResponse(response instanceof Whole whole ? whole.status() : 200);
        var entity = switch (response) {
            case Whole whole -> new ByteArrayEntity(Wire.bytes(whole.json()), ContentType.APPLICATION_JSON);
            case Events events ->
                new EntityTemplate(
                        ContentType.TEXT_EVENT_STREAM, out -> events.writing().to(out));
        };
        sent.setEntity(entity);
        sent.setHeader(HttpHeaders.CONTENT_TYPE, entity.getContentType());
        sent.setHeader(HttpHeaders.CONNECTION, "close");
        if (entity.getContentLength() < 0) {
            sent.setHeader(HttpHeaders.TRANSFER_ENCODING, "chunked");
        } else {
            sent.setHeader(HttpHeaders.CONTENT_LENGTH, entity.getContentLength());
        }
        connection.sendResponseHeader(sent);
        connection.sendResponseEntity(sent);
        connection.flush();
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
