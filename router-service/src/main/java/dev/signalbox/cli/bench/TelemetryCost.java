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
 * replies watched, a rate of r costs {@code asked + r (watched - asked)}. Many short blocks are timed by turns, and the
 * tenth that was least disturbed counts: what else runs on a machine only ever adds time.
 *
 * @param reply of one token written
 * @param prompt of one token read
 */
public record TelemetryCost(Micros reply, Micros prompt) {

    /** So rare that no reply of a measurement is watched. */
    private static final double HARDLY_EVER = 1e-9;

    private static final List<Double> RATES = List.of(0.0, HARDLY_EVER, 1.0);
    private static final int SHORT = 8;
    private static final int LONG = 128;
    private static final int REPLY = 24;

    /**
     * @param off without telemetry
     * @param asked with telemetry, of a reply that is not watched
     * @param watched of one that is
     */
    public record Micros(double off, double asked, double watched) {}

    /** One server's times, each of one block. */
    private static final class Times {

        private final double[] begun;
        private final double[] read;
        private final double[] written;

        private Times(int blocks) {
            begun = new double[blocks];
            read = new double[blocks];
            written = new double[blocks];
        }

        void measure(LocalServer server, int block) throws InterruptedException {
            begun[block] = laneNanos(server, SHORT, 1, block);
            read[block] = laneNanos(server, LONG, 1, block);
            written[block] = laneNanos(server, SHORT, REPLY, block);
        }

        double promptMicros() {
            return (leastDisturbed(read) - leastDisturbed(begun)) / 1e3 / (LONG - SHORT);
        }

        double replyMicros() {
            return (leastDisturbed(written) - leastDisturbed(begun)) / 1e3 / (REPLY - 1);
        }
    }

    /** @param blocks of each kind, by turns, so that what else runs on the machine meets all of them */
    static TelemetryCost measure(Path folder, Path model, int blocks) throws InterruptedException {
        var servers = new ArrayList<LocalServer>();
        var times = new ArrayList<Times>();
        try {
            for (double rate : RATES) {
                var config = LocalProvider.Config.of(model.toString())
                        .slots(1)
                        .threads(1)
                        .together(false)
                        .gate(GateConfig.watching(rate))
                        .config();
                servers.add(new LocalServer(folder, config, LONG + REPLY));
                times.add(new Times(blocks));
                laneNanos(servers.getLast(), LONG, REPLY, 0);
            }
            for (int block = 0; block < blocks; block++) {
                for (int i = 0; i < servers.size(); i++) {
                    int which = (i + block) % servers.size();
                    times.get(which).measure(servers.get(which), block);
                }
            }
        } finally {
            servers.forEach(LocalServer::close);
        }
        return new TelemetryCost(
                micros(times.stream().mapToDouble(Times::replyMicros).toArray()),
                micros(times.stream().mapToDouble(Times::promptMicros).toArray()));
    }

    private static Micros micros(double[] byRate) {
        return new Micros(byRate[0], byRate[1], byRate[2]);
    }

    /** The 10th percentile. */
    private static double leastDisturbed(double[] times) {
        var sorted = times.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 10];
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
