/** Prompt embeddings computed in the process by ONNX Runtime. May use {@code features}. */
@NullMarked
package dev.signalbox.embeddings;

import org.jspecify.annotations.NullMarked;
