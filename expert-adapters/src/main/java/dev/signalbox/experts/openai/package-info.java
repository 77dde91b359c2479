/** Experts that speak the OpenAI chat dialect over HTTP, bytes passed through. May use {@code experts}, {@code experts.http}, {@code yaml}'s annotation. */
@NullMarked
package dev.signalbox.experts.openai;

import org.jspecify.annotations.NullMarked;
