/**
 * The HTTP face: OpenAI dialect in and out, authentication, errors. The only package that sees servlet and web types.
 * May use {@code pipeline} and what it returns, {@code tenancy}, {@code telemetry}.
 */
@NullMarked
package dev.signalbox.gateway;

import org.jspecify.annotations.NullMarked;
