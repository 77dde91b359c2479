package dev.signalbox.cli.bench;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * A load on a local model: so many askers at once, each one prompt after the other, no two of which begin alike.
 *
 * @param askers at once
 * @param asks of each asker
 * @param prompt tokens of each prompt
 * @param reply tokens of each reply
 */
public record MoeLoad(int askers, int asks, int prompt, int reply) {

    /** The sign that asks a local expert for a reply with its working: what the runtime puts after a question. */
    static final String SIGN = "\n>";

    private static final int BEGINNING_TOKEN = 1;

    /** Whoever serves the model; safe for concurrent use. */
    @FunctionalInterface
    public interface Server {
        /** Returns when the whole reply is there; runs {@code first} once when its first token is. */
        void ask(String question, int tokens, Runnable first);
    }

    /**
     * How it went.
     *
     * @param nanos from the first question to the last reply
     * @param firstTokenNanos the median over all asks
     * @param cpuNanos of the whole process meanwhile, which says more than the clock on a machine that others use too
     */
    public record Pace(long nanos, long firstTokenNanos, long cpuNanos) {}

    /** Puts the load on. */
    public Pace on(Server server, long seed) throws InterruptedException {
        try (var threads = Executors.newFixedThreadPool(askers)) {
            long begun = System.nanoTime();
            long cpu = processCpuNanos();
            var firsts = new ArrayList<Future<List<Long>>>();
            for (int i = 0; i < askers; i++) {
                var random = new SplittableRandom(seed * 1_000_003 + i);
                firsts.add(threads.submit(() -> askAll(server, random)));
            }
            var all = new ArrayList<Long>();
            for (var each : firsts) {
                all.addAll(each.get());
            }
            long nanos = System.nanoTime() - begun;
            all.sort(Comparator.naturalOrder());
            return new Pace(nanos, all.get(all.size() / 2), processCpuNanos() - cpu);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }

    private static long processCpuNanos() {
        return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
    }

    private List<Long> askAll(Server server, SplittableRandom random) {
        var firsts = new ArrayList<Long>();
        for (int i = 0; i < asks; i++) {
            var question = question(random);
            long begun = System.nanoTime();
            server.ask(question, reply, () -> firsts.add(System.nanoTime() - begun));
        }
        return firsts;
    }

    private String question(SplittableRandom random) {
        var text = new StringBuilder();
        random.ints(prompt - BEGINNING_TOKEN - SIGN.length(), '!', '~').forEach(each -> text.append((char) each));
        return text.toString();
    }
}
