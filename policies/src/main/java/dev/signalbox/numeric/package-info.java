/** Arithmetic on vectors, and what is fitted to them or searched among them. Knows neither experts nor questions. */
@NullMarked
package dev.signalbox.numeric;

import org.jspecify.annotations.NullMarked;
