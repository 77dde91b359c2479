/**
 * Grades answers, compares a way of routing with single experts, chance and the best possible, and evaluates scorers on
 * sets of outcomes: protocols say what is learned from and judged by, contestants learn and score, findings hold every
 * metric with its interval. May use every other package.
 */
@NullMarked
package dev.signalbox.evaluate;

import org.jspecify.annotations.NullMarked;
