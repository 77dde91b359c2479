package dev.signalbox.cli.bench;

import java.time.Duration;
import java.util.Arrays;
import java.util.function.IntConsumer;
import java.util.stream.LongStream;

/** Times a step over and over, on the calling thread. */
public final class Stopwatch {

    private Stopwatch() {}

    /** Times of one step in microseconds. */
    public record Timing(String step, double p50Micros, double p99Micros) {}

    /**
     * @param each how long the step is timed, after a third of it for warming up
     * @param work is told how often it ran before
     */
    static Timing time(String step, Duration each, IntConsumer work) {
        run(each.dividedBy(3), work);
        var nanos = run(each, work);
        Arrays.sort(nanos);
        return new Timing(step, quantile(nanos, 0.50) / 1e3, quantile(nanos, 0.99) / 1e3);
    }

    private static long[] run(Duration length, IntConsumer work) {
        var nanos = LongStream.builder();
        long end = System.nanoTime() + length.toNanos();
        for (int index = 0; System.nanoTime() < end; index++) {
            long begun = System.nanoTime();
            work.accept(index);
            nanos.add(System.nanoTime() - begun);
        }
        return nanos.build().toArray();
    }

    private static double quantile(long[] sorted, double share) {
        return sorted[(int) Math.min(sorted.length - 1L, Math.round(share * (sorted.length - 1)))];
    }
}
