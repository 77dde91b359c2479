/** The GGUF file format, read and written in Java: what a model file says of itself. Depends on nothing but the JDK. */
@NullMarked
package dev.signalbox.moe.gguf;

import org.jspecify.annotations.NullMarked;
