package dev.signalbox.moe;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * What becomes of a lane without work.
 *
 * @param patience after which it asks to leave, and frees its contexts if it may
 * @param mayLeave asked then, by the lane's own thread
 */
record Idleness(Duration patience, BooleanSupplier mayLeave) {}
