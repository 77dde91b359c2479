/** What the verb {@code evaluate} needs: embeddings kept on disk, outcome files made into sets, intents. */
@NullMarked
package dev.signalbox.cli.evaluation;

import org.jspecify.annotations.NullMarked;
