/** Predicts quality, cost and latency of each candidate. May use {@code features} and {@code experts}. */
@NullMarked
package dev.signalbox.score;

import org.jspecify.annotations.NullMarked;
