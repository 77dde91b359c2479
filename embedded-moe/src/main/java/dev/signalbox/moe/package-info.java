/**
 * Experts inside the process: local sparse models served by llama.cpp. May use {@code moe.gguf}, {@code moe.llama},
 * {@code moe.plan}, {@code moe.worker}, Jackson, and the core's {@code experts} and {@code yaml}.
 */
@NullMarked
package dev.signalbox.moe;

import org.jspecify.annotations.NullMarked;
