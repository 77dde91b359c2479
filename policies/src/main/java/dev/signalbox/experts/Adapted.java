package dev.signalbox.experts;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * A model with adapters on, one of several experts that share the model: one call can be answered by several of them at
 * once, each to its share.
 */
public interface Adapted extends Expert {

    /**
     * Who answers with the adapters of all of them on, each scaled by its share, on the terms of this one. Open as long as
     * this one is; needs no closing.
     *
     * @param shares this one's among them; at most one of each
     * @throws IllegalArgumentException when they are not of one model
     */
    Expert mixed(List<Share> shares);

    /**
     * @param expert that may be of another provider, which is then refused
     * @param weight in (0, 1]; those of a mix sum to one
     */
    record Share(Expert expert, double weight) {
        public Share {
            requireNonNull(expert);
            if (!(weight > 0 && weight <= 1)) {
                throw new IllegalArgumentException("weight: " + weight + ", expected within (0, 1]");
            }
        }
    }
}
