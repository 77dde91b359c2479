/** The one way out: an HTTP client that reaches the roster's origins and nothing else. May use {@code experts}. */
@NullMarked
package dev.signalbox.experts.http;

import org.jspecify.annotations.NullMarked;
