/** The line from query to recorded outcome, and the snapshots (roster, policies) it reads. May use {@code execution}, {@code telemetry}, {@code store}. */
@NullMarked
package dev.signalbox.pipeline;

import org.jspecify.annotations.NullMarked;
