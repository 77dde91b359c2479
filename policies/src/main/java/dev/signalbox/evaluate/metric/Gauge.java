package dev.signalbox.evaluate.metric;

import java.util.List;

/** Reads metrics off a router's test decisions under any weighting of the test queries. Pure. */
public interface Gauge {

    /** What it reads, in the order of {@link #read}'s values. */
    List<Metric> metrics();

    /**
     * One value for each metric: not a number where it is undefined, infinite where it is never reached.
     *
     * @param weights [n] how often each query counts, 0 or more
     */
    double[] read(int[] weights);
}
