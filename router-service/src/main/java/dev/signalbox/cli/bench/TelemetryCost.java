package dev.signalbox.cli.bench;

import dev.signalbox.moe.GateConfig;
import dev.signalbox.moe.LocalProvider;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What watching the choice of experts costs, in microseconds of the lane's processor time. Between no telemetry and all
 * replies watched, a rate of r costs {@code asked + r (watched - asked)}.
 *
 * @param reply of one token written
 * @param prompt of one token read
 */
public record TelemetryCost(Micros reply, Micros prompt) {

    /** So rare that no reply of a measurement is watched. */
    private static final double HARDLY_EVER = 1e-9;

    private static final List<Double> RATES = List.of(0.0, HARDLY_EVER, 1.0);
    private static final int SHORT = 8;
    private static final int LONG = 256;

    /**
     * @param off without telemetry
     * @param asked with telemetry, of a reply that is not watched
     * @param watched of one that is
     */
    public record Micros(double off, double asked, double watched) {
        private static Micros medians(double[][] byRate) {
            Arrays.stream(byRate).forEach(Arrays::sort);
            int middle = byRate[0].length / 2;
            return new Micros(byRate[0][middle], byRate[1][middle], byRate[2][middle]);
        }
    }

    /** By turns, so that what else runs on the machine meets all of them. */
    static TelemetryCost measure(Path folder, Path model, int tokens, int rounds) throws InterruptedException {
        var servers = new ArrayList<LocalServer>();
        try {
            for (double rate : RATES) {
                var config = LocalProvider.Config.of(model.toString())
                        .slots(1)
                        .threads(1)
                        .together(false)
                        .gate(GateConfig.watching(rate))
                        .config();
                servers.add(new LocalServer(folder, config, LONG + tokens));
                laneNanos(servers.getLast(), LONG, tokens, 0);
            }
            var replies = new double[RATES.size()][rounds];
            var prompts = new double[RATES.size()][rounds];
            for (int round = 0; round < rounds; round++) {
                for (int i = 0; i < servers.size(); i++) {
                    int which = (i + round) % servers.size();
                    var server = servers.get(which);
                    long begun = laneNanos(server, SHORT, 1, round);
                    prompts[which][round] = (laneNanos(server, LONG, 1, round) - begun) / 1e3 / (LONG - SHORT);
                    replies[which][round] = (laneNanos(server, SHORT, tokens, round) - begun) / 1e3 / (tokens - 1);
                }
            }
            return new TelemetryCost(Micros.medians(replies), Micros.medians(prompts));
        } finally {
            servers.forEach(LocalServer::close);
        }
    }

    private static long laneNanos(LocalServer server, int prompt, int reply, int round) throws InterruptedException {
        long before = laneNanos();
        new MoeLoad(1, 1, prompt, reply).on(server, round);
        return laneNanos() - before;
    }

    /** Of all lanes; only one works at a time. The process's own account is kept in hundredths of a second. */
    private static long laneNanos() {
        var threads = ManagementFactory.getThreadMXBean();
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("lane-"))
                .mapToLong(thread -> threads.getThreadCpuTime(thread.threadId()))
                .sum();
    }
}
