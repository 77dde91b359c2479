package dev.signalbox.moe.worker;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.impl.io.DefaultBHttpClientConnection;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.message.BasicClassicHttpRequest;

/**
 * Asks a {@link LoopbackServer}. One connection per request: on the loopback interface it costs less than knowing whether an
 * old one is still good. Trusts the other end with nothing but its answer: sizes are bounded.
 */
public final class LoopbackClient {

    private static final int CONNECT_MILLIS = 1_000;

    private final int port;
    private final String token;

    public LoopbackClient(int port, String token) {
        this.port = port;
        this.token = token;
    }

    /** Throws {@link WorkerRefusedException} for any status but 200. */
    public byte[] get(String path, Duration patience) throws IOException {
        try (var line = new Line("GET", path, new byte[0], patience)) {
            return line.whole();
        }
    }

    /** Throws {@link WorkerRefusedException} for any status but 200. */
    public byte[] post(String path, byte[] json, Duration patience) throws IOException {
        try (var line = new Line("POST", path, json, patience)) {
            return line.whole();
        }
    }

    /** Asks for a stream of events, and waits as long as it takes. Close what it returns. */
    public EventStream stream(String path, byte[] json) throws IOException {
        var line = new Line("POST", path, json, Duration.ZERO);
        try {
            return line.events();
        } catch (IOException | RuntimeException e) {
            line.close();
            throw e;
        }
    }

    /** A connection with one request and its reply. */
    private final class Line implements AutoCloseable {

        private final Socket socket = new Socket();
        private final DefaultBHttpClientConnection connection = new DefaultBHttpClientConnection(Wire.HTTP);

        /** @param patience for each read; zero is for ever */
        Line(String method, String path, byte[] json, Duration patience) throws IOException {
            try {
                socket.setTcpNoDelay(true);
                socket.setSoTimeout(Math.toIntExact(patience.toMillis()));
                socket.connect(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port), CONNECT_MILLIS);
                connection.bind(socket);
                ask(method, path, json);
            } catch (HttpException e) {
                close();
                throw new MalformedWireException("a request that HTTP does not know", e);
            } catch (IOException | RuntimeException e) {
                close();
                throw e;
            }
        }

        private void ask(String method, String path, byte[] json) throws IOException, HttpException {
            var request = new BasicClassicHttpRequest(method, path);
            request.setHeader(HttpHeaders.HOST, "127.0.0.1:" + port);
            request.setHeader(HttpHeaders.AUTHORIZATION, "Bearer " + token);
            request.setHeader(HttpHeaders.CONTENT_LENGTH, json.length);
            request.setEntity(new ByteArrayEntity(json, ContentType.APPLICATION_JSON));
            request.setHeader(HttpHeaders.CONTENT_TYPE, ContentType.APPLICATION_JSON);
            connection.sendRequestHeader(request);
            connection.sendRequestEntity(request);
            connection.flush();
        }

        byte[] whole() throws IOException {
            var response = receive();
            var body = body(response);
            if (response.getCode() != 200) {
                throw new WorkerRefusedException(response.getCode(), Wire.problem(body));
            }
            return body;
        }

        EventStream events() throws IOException {
            var response = receive();
            if (response.getCode() != 200) {
                throw new WorkerRefusedException(response.getCode(), Wire.problem(body(response)));
            }
            return new EventStream(socket, response.getEntity().getContent());
        }

        private ClassicHttpResponse receive() throws IOException {
            try {
                var response = connection.receiveResponseHeader();
                connection.receiveResponseEntity(response);
                if (response.getEntity() == null) {
                    throw new MalformedWireException("a reply without a body");
                }
                return response;
            } catch (HttpException e) {
                throw new MalformedWireException("a reply that is no HTTP", e);
            }
        }

        private static byte[] body(ClassicHttpResponse response) throws IOException {
            try (var in = response.getEntity().getContent()) {
                var bytes = in.readNBytes(Wire.MOST_REPLY_BYTES + 1);
                if (bytes.length > Wire.MOST_REPLY_BYTES) {
                    throw new MalformedWireException("a reply above " + Wire.MOST_REPLY_BYTES + " bytes");
                }
                return bytes;
            }
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
