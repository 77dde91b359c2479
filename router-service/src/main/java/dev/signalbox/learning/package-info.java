/** Training questions through the experts to a scorer snapshot. May use {@code pipeline}, {@code execution}, {@code store}. */
@NullMarked
package dev.signalbox.learning;

import org.jspecify.annotations.NullMarked;
