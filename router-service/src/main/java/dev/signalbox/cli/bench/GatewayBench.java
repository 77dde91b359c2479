package dev.signalbox.cli.bench;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;

/** The same load on several ways to one upstream, in short rounds that take turns, so that a slow minute hits all alike. */
public final class GatewayBench {

    private static final List<Integer> CONNECTIONS = List.of(1, 16, 64);
    private final Wrk wrk;
    private final List<Way> ways;
    private final Consumer<String> news;

    /**
     * @param ways in the order of the table
     * @param news hears what is under way
     */
    public GatewayBench(Wrk wrk, List<Way> ways, Consumer<String> news) {
        this.wrk = wrk;
        this.ways = List.copyOf(ways);
        this.news = news;
    }

    /** What is asked for. */
    public enum Shape {
        JSON("{\"model\":\"auto\",\"messages\":[{\"role\":\"system\",\"content\":\"You are brief.\"},"
                + "{\"role\":\"user\",\"content\":\"Which lever sets the route for the down fast line?\"}]}"),
        STREAM(JSON.body.replaceFirst("\\{", "{\"stream\":true,"));

        private final String body;

        Shape(String body) {
            this.body = body;
        }
    }

    /**
     * One way to the upstream.
     *
     * @param key bearer token, may be empty
     */
    public record Way(String name, URI whole, URI stream, String key) {

        Wrk.Request request(Shape shape) {
            return new Wrk.Request(shape == Shape.STREAM ? stream : whole, key, shape.body);
        }
    }

    /** A cell of the table. */
    public record Setting(Shape shape, int connections, String way) {}

    /**
     * Medians over the rounds; errors are their sum.
     *
     * @param perSecond requests
     */
    public record Figure(double perSecond, double p50Millis, double p99Millis, long errors) {

        static Figure median(List<Wrk.Load> loads) {
            return new Figure(
                    median(loads, Wrk.Load::perSecond),
                    median(loads, Wrk.Load::p50Millis),
                    median(loads, Wrk.Load::p99Millis),
                    loads.stream().mapToLong(Wrk.Load::errors).sum());
        }

        private static double median(List<Wrk.Load> loads, ToDoubleFunction<Wrk.Load> value) {
            var sorted = loads.stream().mapToDouble(value).sorted().toArray();
            int middle = sorted.length / 2;
            return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
        }
    }

    public Map<Setting, Figure> measure(int rounds, Duration each) throws IOException, InterruptedException {
        Map<Setting, List<Wrk.Load>> loads = new LinkedHashMap<>();
        for (int round = 1; round <= rounds; round++) {
            for (var shape : Shape.values()) {
                for (int connections : CONNECTIONS) {
                    for (var way : ways) {
                        news.accept("round " + round + " of " + rounds + ", " + shape + ", " + connections
                                + " connections, " + way.name());
                        loads.computeIfAbsent(new Setting(shape, connections, way.name()), _ -> new ArrayList<>())
                                .add(wrk.run(way.request(shape), connections, each));
                    }
                }
            }
        }
        Map<Setting, Figure> figures = new LinkedHashMap<>();
        loads.forEach((setting, all) -> figures.put(setting, Figure.median(all)));
        return figures;
    }

    /**
     * Loads every way before it is measured.
     *
     * @param each for the last way, which runs on a JVM and compiles what it runs; a service runs for weeks
     */
    public void warmUp(Duration each) throws IOException, InterruptedException {
        for (var shape : Shape.values()) {
            for (var way : ways) {
                news.accept("warming up, " + shape + ", " + way.name());
                var time = way.equals(ways.getLast()) ? each : Duration.ofSeconds(2);
                wrk.run(way.request(shape), CONNECTIONS.get(1), time);
            }
        }
    }

    /** Steady load on the last way, and what the caller reads meanwhile. */
    public Wrk.Load soak(Duration duration) throws IOException, InterruptedException {
        news.accept("soaking " + ways.getLast().name() + " for " + duration.toSeconds() + " s");
        return wrk.run(ways.getLast().request(Shape.JSON), CONNECTIONS.get(1), duration);
    }

    public static List<Integer> connections() {
        return CONNECTIONS;
    }
}
