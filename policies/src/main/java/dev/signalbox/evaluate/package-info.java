/**
 * Grades answers and compares a way of routing with single experts, chance and the best possible. May use {@code learn}
 * and what lies below it.
 */
@NullMarked
package dev.signalbox.evaluate;

import org.jspecify.annotations.NullMarked;
