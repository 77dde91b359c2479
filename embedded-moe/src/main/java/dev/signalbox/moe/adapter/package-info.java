/**
 * LoRA adapters of local models: their files, checked, and those in memory. May use {@code moe.gguf} and {@code moe.llama}.
 */
@NullMarked
package dev.signalbox.moe.adapter;

import org.jspecify.annotations.NullMarked;
