package dev.signalbox.moe;

import dev.signalbox.moe.worker.WorkerStatus;
import java.util.Optional;

/**
 * How an open model is.
 *
 * @param model its file's name
 * @param experts that use it
 * @param worker how its worker is; empty for a model in this process
 */
public record LocalStatus(String model, int experts, Optional<WorkerStatus> worker) {}
