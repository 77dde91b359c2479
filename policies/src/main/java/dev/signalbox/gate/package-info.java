/**
 * Turns a scorecard and an objective into a selection of experts. May use {@code score}, {@code experts} and
 * {@code yaml}.
 */
@NullMarked
package dev.signalbox.gate;

import org.jspecify.annotations.NullMarked;
