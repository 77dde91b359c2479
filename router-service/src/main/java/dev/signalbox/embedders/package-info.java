/** Chooses how prompts become vectors. Stands above {@code embeddings} and {@code moe}, which do not know each other. */
@NullMarked
package dev.signalbox.embedders;

import org.jspecify.annotations.NullMarked;
