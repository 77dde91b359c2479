/** Measures: load on the gateway, decision times, right answers. Uses the service as any client does. */
@NullMarked
package dev.signalbox.cli.bench;

import org.jspecify.annotations.NullMarked;
