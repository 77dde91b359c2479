package dev.signalbox;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.pipeline.ConfigReload;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

/** The service as it ships, over an empty home, and a client that holds the administrator's key. */
public final class RunningService implements AutoCloseable {

    private static final String ADDED = "\n  # added\n";

    private final HttpClient client = HttpClient.newHttpClient();
    private final ConfigurableApplicationContext context;
    private final Path home;
    private final URI base;
    private final String key;

    private RunningService(ConfigurableApplicationContext context, Path home) throws IOException {
        this.context = context;
        this.home = home;
        this.base = URI.create(
                "http://127.0.0.1:" + context.getEnvironment().getRequiredProperty("local.server.port", Integer.class));
        this.key = Files.readString(home.resolve("admin.key")).strip();
    }

    public static RunningService start(Path home) throws IOException {
        var context = SpringApplication.run(
                SignalboxApplication.class, "--signalbox.home=" + home, "--server.port=0", "--logging.level.root=warn");
        return new RunningService(context, home);
    }

    String key() {
        return key;
    }

    public <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    /** Puts a policy in force as an operator would, but does not wait for the next look at the files. */
    public void policy(String name, String body) throws IOException {
        Files.writeString(
                home.resolve("config/policies").resolve(name + ".yaml"), "policy: " + name + "\n" + body + "\n");
        assertThat(bean(ConfigReload.class).reload().problem()).isEmpty();
    }

    /** Puts experts in service beside those that ship, in place of any that were put there before. */
    void freshExperts(String items) throws IOException {
        var roster = home.resolve("config/roster.yaml");
        var shipped = Files.readString(roster).split(ADDED, 2)[0];
        Files.writeString(roster, shipped + ADDED + items.indent(2));
        assertThat(bean(ConfigReload.class).reload().problem()).isEmpty();
    }

    URI base() {
        return base;
    }

    HttpResponse<String> post(String path, String body) throws IOException, InterruptedException {
        return post(path, body, key);
    }

    HttpResponse<String> post(String path, String body, String as) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(base.resolve(path))
                .header("authorization", "Bearer " + as)
                .header("content-type", "application/json")
                .timeout(Duration.ofSeconds(30))
                .POST(BodyPublishers.ofString(body, UTF_8))
                .build();
        return client.send(request, BodyHandlers.ofString());
    }

    HttpResponse<String> send(String method, String path, String as) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(base.resolve(path))
                .header("authorization", "Bearer " + as)
                .method(method, BodyPublishers.noBody())
                .build();
        return client.send(request, BodyHandlers.ofString());
    }

    @Override
    public void close() {
        context.close();
        client.close();
    }
}
