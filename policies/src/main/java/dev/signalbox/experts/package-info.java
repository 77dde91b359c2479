/**
 * The expert port and the vocabulary of a call: query, card, reply, usage, price. The lowest package: it depends on
 * nothing but the JDK, so an expert inside the process needs no HTTP client and one behind a wire needs no native code.
 */
@NullMarked
package dev.signalbox.experts;

import org.jspecify.annotations.NullMarked;
