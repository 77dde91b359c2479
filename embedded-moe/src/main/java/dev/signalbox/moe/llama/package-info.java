/**
 * llama.cpp's C API, called through {@code java.lang.foreign}: library, model, context, sampler. The only package that
 * touches native memory. Depends on nothing but the JDK.
 */
@NullMarked
package dev.signalbox.moe.llama;

import org.jspecify.annotations.NullMarked;
