package dev.signalbox.learning;

import dev.signalbox.store.JobStore;

/** One kind of long work. */
@FunctionalInterface
interface Work {

    /**
     * Does it, or what is left of it.
     *
     * @return the result, as JSON
     * @throws IllegalArgumentException when it cannot be done, and trying again would not help; the message is for people
     */
    String run(JobStore.Job job, JobRun run) throws InterruptedException;
}
