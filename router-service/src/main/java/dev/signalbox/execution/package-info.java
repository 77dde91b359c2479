/** Runs plans: the only place that calls an expert, with deadlines, retries, breakers, bulkheads. The only package that imports Resilience4j. */
@NullMarked
package dev.signalbox.execution;

import org.jspecify.annotations.NullMarked;
