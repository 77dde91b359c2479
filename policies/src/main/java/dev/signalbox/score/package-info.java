/**
 * Predicts quality, cost and latency of each candidate. May use {@code numeric}, {@code learn}, {@code features}, {@code experts} and
 * {@code yaml}.
 */
@NullMarked
package dev.signalbox.score;

import org.jspecify.annotations.NullMarked;
