/** Decisions and outcomes on their way to PostgreSQL: batched off the request path, spooled to disk while it is away. May use {@code store}. */
@NullMarked
package dev.signalbox.telemetry;

import org.jspecify.annotations.NullMarked;
