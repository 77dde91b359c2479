/**
 * What happened, and the immutable state that scorers learn from it. May use {@code features} and {@code experts};
 * {@code score} stands above, because a learned scorer reads a snapshot and knows how to fit one.
 */
@NullMarked
package dev.signalbox.learn;

import org.jspecify.annotations.NullMarked;
