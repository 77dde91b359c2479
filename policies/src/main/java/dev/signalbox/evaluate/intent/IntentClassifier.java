package dev.signalbox.evaluate.intent;

import dev.signalbox.features.Prompt;
import java.util.List;
import java.util.random.RandomGenerator;

/** Learns to say which intent a prompt has. Pure but for the randomness handed in. */
public interface IntentClassifier {

    /** Its name in reports. */
    String name();

    /**
     * Learns.
     *
     * @param examples at least one that is in scope; those out of scope carry no label to predict
     */
    Fitted fit(List<Example> examples, RandomGenerator random);

    /** A classifier that has learned. Safe for concurrent use. */
    @FunctionalInterface
    interface Fitted {
        Guess classify(Prompt prompt);
    }

    /**
     * @param prompt what was asked
     * @param label its intent
     * @param domain that the intent belongs to
     * @param outOfScope whether none of the labels fits
     */
    record Example(Prompt prompt, String label, String domain, boolean outOfScope) {}

    /**
     * @param label the likeliest intent
     * @param domain the likeliest domain
     * @param inScope how sure it is that any label fits; only the order counts
     */
    record Guess(String label, String domain, double inScope) {
        public Guess {
            if (Double.isNaN(inScope)) {
                throw new IllegalArgumentException("inScope: not a number, expected one for " + label);
            }
        }
    }
}
