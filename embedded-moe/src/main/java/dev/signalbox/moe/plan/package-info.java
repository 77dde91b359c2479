/**
 * Where a model's weights, caches and scratch memory go, before it is loaded. Pure arithmetic on a file's header and a list
 * of devices. May use {@code moe.gguf} and the plain records of {@code moe.llama}.
 */
@NullMarked
package dev.signalbox.moe.plan;

import org.jspecify.annotations.NullMarked;
