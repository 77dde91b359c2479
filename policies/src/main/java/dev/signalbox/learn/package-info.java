/** What happened, and what scorers learn from it. May use {@code score} and what lies below it. */
@NullMarked
package dev.signalbox.learn;

import org.jspecify.annotations.NullMarked;
