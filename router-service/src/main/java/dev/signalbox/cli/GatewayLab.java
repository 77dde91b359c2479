package dev.signalbox.cli;

import dev.signalbox.cli.bench.GatewayBench.Way;
import dev.signalbox.cli.bench.NginxProxy;
import dev.signalbox.cli.bench.Upstream;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A scratch world to load: an upstream, an nginx before it where there is one, and a service of its own before it. */
final class GatewayLab implements AutoCloseable {

    private static final String ROSTER = """
            experts:
              - name: fast
                description: Answers at once and always the same
                openai: {base-url: "http://127.0.0.1:@UPSTREAM@/v1", model: fast}
                limits: {context: 100000, output: 4096}
                price: {input: 0.15, output: 0.60}
                declared: {quality: 0.5, completion-tokens: 120, latency: 100ms}
                max-concurrent: 256
            """;

    private static final String POLICY = """
            policy: auto
            description: One expert, scored by its declared figures
            experts: [fast]
            score: {static: {}}
            objective: {quality: 1.0}
            gate: {top-k: 1}
            """;

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Path folder;
    private final Process upstream;
    private final Optional<NginxProxy> nginx;
    private final Process service;
    private final List<Way> ways;

    private GatewayLab(Path folder, Process upstream, Optional<NginxProxy> nginx, Process service, List<Way> ways) {
        this.folder = folder;
        this.upstream = upstream;
        this.nginx = nginx;
        this.service = service;
        this.ways = ways;
    }

    static GatewayLab open(App app, Terminal terminal) throws IOException, InterruptedException {
        var folder = Files.createTempDirectory("signalbox-bench");
        int upstreamPort = Rehearse.freePort();
        var upstream = startUpstream(app, upstreamPort);
        Optional<NginxProxy> nginx = Optional.empty();
        try {
            nginx = startNginx(folder, upstreamPort);
            int port = Rehearse.freePort();
            var home = home(folder, upstreamPort);
            var launch = new Launch(app, home, port, terminal);
            var started = launch.detached(List.of());
            launch.awaitReady(started, PATIENCE);
            var service = way("signalbox", Place.url(port), home.readAdminKey().orElse(""));
            var ways = new ArrayList<>(List.of(way("direct", Place.url(upstreamPort), "")));
            nginx.ifPresent(proxy -> ways.add(new Way("nginx", proxy.whole(), proxy.stream(), "")));
            ways.add(service);
            return new GatewayLab(folder, upstream, nginx, started.process(), List.copyOf(ways));
        } catch (IOException | RuntimeException e) {
            upstream.destroy();
            nginx.ifPresent(NginxProxy::close);
            throw e;
        }
    }

    List<Way> ways() {
        return ways;
    }

    /** Of the service's process, in MiB. */
    long residentMib() {
        return Memory.residentKib(service.pid()).orElse(0) / 1024;
    }

    Path folder() {
        return folder;
    }

    private static Way way(String name, URI base, String key) {
        var chat = base.resolve("/v1/chat/completions");
        return new Way(name, chat, chat, key);
    }

    private static Home home(Path folder, int upstreamPort) throws IOException {
        var home = new Home(folder.resolve("home"));
        home.create();
        var policies = home.folder().resolve("config").resolve("policies");
        Files.createDirectories(policies);
        Files.writeString(
                policies.resolveSibling("roster.yaml"), ROSTER.replace("@UPSTREAM@", Integer.toString(upstreamPort)));
        Files.writeString(policies.resolve("auto.yaml"), POLICY);
        return home;
    }

    static Process startUpstream(App app, int port) throws IOException, InterruptedException {
        var command = app.toolCommand(Upstream.class, List.of(Integer.toString(port)));
        var process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        for (long end = System.nanoTime() + PATIENCE.toNanos(); System.nanoTime() < end; ) {
            try (var _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
                return process;
            } catch (ConnectException _) {
                if (process.waitFor(50, TimeUnit.MILLISECONDS)) {
                    break;
                }
            }
        }
        throw VerbException.failed("The benchmark's upstream did not start");
    }

    private static Optional<NginxProxy> startNginx(Path folder, int upstreamPort) throws IOException {
        return Programs.find("nginx").isEmpty()
                ? Optional.empty()
                : Optional.of(NginxProxy.start(folder.resolve("nginx"), Rehearse.freePort(), upstreamPort));
    }

    @Override
    public void close() throws IOException {
        service.destroy();
        upstream.destroy();
        nginx.ifPresent(NginxProxy::close);
        if (!Down.ends(service.toHandle(), Duration.ofSeconds(30))) {
            service.destroyForcibly();
            Down.ends(service.toHandle(), Duration.ofSeconds(5));
        }
        Rehearse.delete(folder);
    }
}
