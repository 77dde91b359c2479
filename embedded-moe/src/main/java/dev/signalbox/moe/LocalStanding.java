package dev.signalbox.moe;

import dev.signalbox.moe.worker.WorkerStatus;
import java.util.Optional;

/**
 * Where a local model stands.
 *
 * @param name its file's
 * @param state such as {@code loaded}, {@code on disk} or {@code downloading, 43%}
 * @param bytes of memory that it takes when it is loaded; 0 while that is not known
 * @param replies that hold it now
 * @param worker that computes it while it is in memory; empty for one in this process
 */
public record LocalStanding(String name, String state, long bytes, int replies, Optional<WorkerStatus> worker) {}
