/** Evaluates classifiers of intents: which label and which domain a prompt has, and whether any label fits at all. */
@NullMarked
package dev.signalbox.evaluate.intent;

import org.jspecify.annotations.NullMarked;
