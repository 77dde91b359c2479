package dev.signalbox.experts;

/**
 * Opens experts of one kind from a roster file. Its {@link ProviderSpec#name name} is the key under which the roster
 * holds its options.
 *
 * @param <C> the options, a record that validates itself; the roster file, its JSON Schema and the docs follow from it
 */
public interface ExpertProvider<C extends Record> {

    Class<C> config();

    /** Opens the expert; must not call it. A wrong option is an {@link IllegalArgumentException} that names it. */
    Expert open(ExpertCard card, C config);

    /**
     * What its expert is one variant of: experts of equal families are {@link Adapted} and can answer mixed. Empty when it
     * stands alone.
     */
    default String family(C config) {
        return "";
    }
}
