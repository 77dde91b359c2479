package dev.signalbox.cli.bench;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The load generator <a href="https://github.com/wg/wrk">wrk</a>: closed loop, one request at a time per connection. */
public final class Wrk {

    /** Prints what we read, so that nothing depends on how wrk words its report; latencies in microseconds. */
    private static final String DONE = """
            done = function(summary, latency, requests)
              local e = summary.errors
              io.write(string.format("\\nRESULT requests=%d micros=%d p50=%d p99=%d errors=%d\\n", summary.requests,
                summary.duration, latency:percentile(50), latency:percentile(99),
                e.connect + e.read + e.write + e.status + e.timeout))
            end
            """;

    private final Path folder;

    /** @param folder for its scripts */
    public Wrk(Path folder) {
        this.folder = folder;
    }

    /**
     * What to send.
     *
     * @param key bearer token, may be empty
     */
    public record Request(URI url, String key, String body) {}

    /**
     * What came of it.
     *
     * @param errors connections, reads, writes and timeouts that failed, and replies with a status of 400 or more
     */
    public record Load(double perSecond, double p50Millis, double p99Millis, long requests, long errors) {}

    public Load run(Request request, int connections, Duration duration) throws IOException, InterruptedException {
        var script = folder.resolve("request.lua");
        Files.writeString(script, script(request));
        var process = new ProcessBuilder(
                        "wrk",
                        "-t1",
                        "-c" + connections,
                        "-d" + duration.toMillis() / 1000 + "s",
                        "--timeout",
                        "10s",
                        "-s",
                        script.toString(),
                        request.url().toString())
                .redirectErrorStream(true)
                .start();
        var report = process.inputReader().readAllAsString();
        if (!process.waitFor(1, TimeUnit.MINUTES) || process.exitValue() != 0) {
            throw new IOException("wrk failed: " + report.strip());
        }
        return parse(report);
    }

    static Load parse(String report) throws IOException {
        var line = report.lines()
                .filter(text -> text.startsWith("RESULT "))
                .findFirst()
                .orElseThrow(() -> new IOException("wrk reported nothing: " + report.strip()));
        Map<String, Long> values = new HashMap<>();
        for (var word : line.substring("RESULT ".length()).split(" ", -1)) {
            var pair = word.split("=", 2);
            values.put(pair[0], Long.parseLong(pair[1]));
        }
        long requests = values.getOrDefault("requests", 0L);
        double seconds = values.getOrDefault("micros", 1L) / 1e6;
        return new Load(
                requests / seconds,
                values.getOrDefault("p50", 0L) / 1e3,
                values.getOrDefault("p99", 0L) / 1e3,
                requests,
                values.getOrDefault("errors", 0L));
    }

    private static String script(Request request) {
        return "wrk.method = \"POST\"\nwrk.headers[\"Content-Type\"] = \"application/json\"\n"
                + (request.key().isEmpty() ? "" : "wrk.headers[\"Authorization\"] = \"Bearer " + request.key() + "\"\n")
                + "wrk.body = [==[" + request.body() + "]==]\n"
                + DONE;
    }
}
