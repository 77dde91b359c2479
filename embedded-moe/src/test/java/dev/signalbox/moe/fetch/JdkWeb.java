package dev.signalbox.moe.fetch;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Optional;

/** The way out by the JDK's client: goes anywhere that a test names, nowhere that a server leads to. */
public final class JdkWeb implements Web {

    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();

    @Override
    public <T> T get(Request request, Reader<T> reader) throws IOException {
        if (!request.named()) {
            throw new RefusedDownloadException("refused: " + request.url());
        }
        var built = HttpRequest.newBuilder(request.url());
        request.headers().forEach(built::header);
        try {
            var response = client.send(built.build(), HttpResponse.BodyHandlers.ofInputStream());
            try (var body = response.body();
                    var _ = request.cancellation().onCancel(() -> closeQuietly(body))) {
                return reader.read(new Received(response));
            }
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    private static void closeQuietly(InputStream body) {
        try {
            body.close();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private record Received(HttpResponse<InputStream> response) implements Response {
        @Override
        public int status() {
            return response.statusCode();
        }

        @Override
        public Optional<String> header(String name) {
            return response.headers().firstValue(name);
        }

        @Override
        public int read(byte[] into) throws IOException {
            return response.body().read(into);
        }
    }
}
