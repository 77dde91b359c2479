/** Facts about a query, extracted once and read by rules and scorers. May use {@code experts}. */
@NullMarked
package dev.signalbox.features;

import org.jspecify.annotations.NullMarked;
